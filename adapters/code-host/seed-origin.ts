import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import { advanceBranch } from './advance-branch.ts';
import { type Git, openGit, unavailable } from './git.ts';

/** Where the clone's head is kept while it is compared. */
const INCOMING = 'refs/suture/incoming';
/** A lock older than this was left by a git that was killed, in milliseconds; git holds one for far less. */
const STALE_LOCK_MS = 60_000;

export interface Seeded {
  /** The branch's head now. */
  head: string;
  /**
   * `created`: there was no such branch. `unchanged`: it stood there already. `advanced`: moved forward to the clone.
   * `kept`: it already stands on the clone's head (heals were pushed). `replaced`: both had gone their own way; the old
   * head is kept as `previous`.
   */
  action: 'created' | 'unchanged' | 'advanced' | 'kept' | 'replaced';
  /** The branch that keeps the old head, for `replaced`. */
  previous: string | null;
}

/**
 * Makes the bare origin from a clone's head, or brings it up to date. What was pushed to it is never lost.
 * Uncommitted changes of the clone are left out.
 * @param from the clone's folder. @param to the bare repository. @param branch the branch that is delivered.
 * @throws SutureError `not_a_repository`, `code_host_unavailable`.
 */
export async function seedOrigin({
  from,
  to,
  branch = 'main',
}: {
  from: string;
  to: string;
  branch?: string;
}): Promise<Seeded> {
  const repository = resolve(to);
  const git = await ensureBare(repository, branch);
  await removeStaleLocks(join(repository, 'refs'));
  await fetchHead(git, resolve(from));
  try {
    return await bringUpToDate(git, branch, await git.run(['rev-parse', INCOMING]));
  } finally {
    await git.attempt(['update-ref', '-d', INCOMING]);
  }
}

/** Made aside and renamed, so that a start that is killed leaves either no repository or a whole one. */
async function ensureBare(repository: string, branch: string): Promise<Git> {
  const git = openGit(repository);
  if ((await git.attempt(['rev-parse', '--git-dir'])).code === 0) return git;
  const making = `${repository}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  const made = openGit(making);
  await made.run(['init', '--quiet', '--bare', `--initial-branch=${branch}`]);
  await made.run(['config', 'core.logAllRefUpdates', 'true']);
  await rename(making, repository).catch((cause: unknown) => {
    throw unavailable(`${repository} exists and is no git repository; move it away`, cause);
  });
  return git;
}

async function bringUpToDate(git: Git, branch: string, incoming: string): Promise<Seeded> {
  const reference = `refs/heads/${branch}`;
  const found = await git.attempt(['rev-parse', '--verify', '--quiet', reference]);
  if (found.code !== 0) {
    await git.run(['update-ref', reference, incoming, '']);
    return { head: incoming, action: 'created', previous: null };
  }
  const main = found.stdout;
  if (main === incoming) return { head: main, action: 'unchanged', previous: null };
  if (await standsOn(git, main, incoming)) return { head: main, action: 'kept', previous: null };
  const forward = await standsOn(git, incoming, main);
  const previous = forward ? null : `suture/previous-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  if (previous) await git.run(['update-ref', `refs/heads/${previous}`, main, '']);
  if (!(await advanceBranch(git, branch, main, incoming))) {
    throw unavailable(`${reference} in ${git.repository} moved while it was brought up to date; start again`);
  }
  return { head: incoming, action: forward ? 'advanced' : 'replaced', previous };
}

async function standsOn(git: Git, descendant: string, commit: string): Promise<boolean> {
  return (await git.attempt(['merge-base', '--is-ancestor', commit, descendant])).code === 0;
}

/** Fetches the clone's head, a shallow one too. */
async function fetchHead(git: Git, from: string): Promise<void> {
  // The git that serves the clone is another process and hears of no `-c`: only a configuration file tells it
  // that a clone of another user may be read.
  const folder = await mkdtemp(join(tmpdir(), 'suture-git-'));
  try {
    const config = join(folder, 'config');
    await writeFile(config, '[safe]\n\tdirectory = *\n');
    const fetched = await git.attempt(
      [
        'fetch',
        '--quiet',
        '--no-tags',
        '--update-shallow',
        '--no-write-fetch-head',
        from,
        `+HEAD:${INCOMING}`,
      ],
      { env: { GIT_CONFIG_GLOBAL: config } },
    );
    if (fetched.code === 0) return;
    throw new SutureError(
      'not_a_repository',
      `${from} gives no commit to start from (${fetched.stderr.split('\n')[0]}). Run this from a git clone with at least one commit.`,
      { details: { from, stderr: fetched.stderr } },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A git that was killed while it moved a reference leaves its lock, and nobody could push any more. */
async function removeStaleLocks(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true });
  for (const entry of entries.filter((name) => name.endsWith('.lock'))) {
    const path = join(folder, entry);
    const age = await stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > STALE_LOCK_MS) await rm(path, { force: true });
  }
}
