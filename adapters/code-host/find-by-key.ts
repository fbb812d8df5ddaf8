import { KEY_TRAILER } from '../../domain/pipeline.ts';
import type { Commit } from '../../domain/ports/code-host.ts';
import type { Git } from './git.ts';

/**
 * The newest commit of a branch whose trailer is exactly this key. The search by text narrows down; a message that
 * only mentions the key does not count.
 */
export async function findByKey(git: Git, branch: string, idempotencyKey: string): Promise<Commit | null> {
  const listed = await git.attempt([
    'log',
    '--fixed-strings',
    `--grep=${KEY_TRAILER}: ${idempotencyKey}`,
    '--format=%x1e%H%x1f%s%x1f%(trailers:only,unfold)',
    `refs/heads/${branch}`,
    '--',
  ]);
  // No such branch, so nothing on it; a repository that does not work shows at the next question.
  if (listed.code !== 0) return null;
  for (const record of listed.stdout.split('\x1e').slice(1)) {
    const [sha = '', subject = '', text = ''] = record.split('\x1f');
    const trailers = parseTrailers(text);
    if (trailers[KEY_TRAILER] === idempotencyKey) return { sha, subject, trailers };
  }
  return null;
}

function parseTrailers(text: string): Record<string, string> {
  const pairs = text.split('\n').flatMap((line) => {
    const colon = line.indexOf(': ');
    return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 2)]] : [];
  });
  return Object.fromEntries(pairs);
}
