import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/** Variables that name the commit that runs: those of the tools and of the platforms, the first that is set. */
const VARIABLES = [
  'SUTURE_RELEASE',
  'SENTRY_RELEASE',
  'GIT_SHA',
  'SOURCE_VERSION',
  'RENDER_GIT_COMMIT',
  'VERCEL_GIT_COMMIT_SHA',
  'HEROKU_SLUG_COMMIT',
];

/**
 * The commit that runs: from the environment, else the head of the git repository around a folder, read without git.
 * @returns null when neither names one
 */
export function findRelease(environment: Record<string, string | undefined>, folder: string): string | null {
  for (const name of VARIABLES) {
    const value = environment[name]?.trim();
    if (value) return value;
  }
  try {
    const git = gitFolder(folder);
    return git && headOf(git);
  } catch {
    return null;
  }
}

function gitFolder(folder: string): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const path = join(at, '.git');
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) return path;
    if (found) {
      // A worktree, or a submodule.
      const [, target = ''] = /^gitdir: (.+)$/m.exec(readFileSync(path, 'utf8')) ?? [];
      return isAbsolute(target) ? target : resolve(at, target);
    }
    if (dirname(at) === at) return null;
  }
}

function headOf(git: string): string | null {
  const head = readFileSync(join(git, 'HEAD'), 'utf8').trim();
  const [, reference] = /^ref: (.+)$/.exec(head) ?? [];
  if (!reference) return commitIn(head);
  // A worktree keeps its branches in the repository that it belongs to.
  const shared = read(join(git, 'commondir'));
  for (const folder of [git, ...(shared ? [resolve(git, shared.trim())] : [])]) {
    const loose = read(join(folder, reference));
    if (loose) return commitIn(loose);
    const packed = read(join(folder, 'packed-refs'))
      ?.split('\n')
      .find((line) => line.endsWith(` ${reference}`));
    if (packed) return commitIn(packed);
  }
  return null;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function commitIn(text: string): string | null {
  return /^[0-9a-f]{40}\b/.exec(text)?.[0] ?? null;
}
