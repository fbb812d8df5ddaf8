import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Git, openGit, unavailable } from '../../adapters/code-host/git.ts';

/** A lock older than this was left by a git that was killed, in milliseconds; git holds one for far less. */
const STALE_LOCK_MS = 60_000;

/**
 * Opens a bare repository, and makes it first where there is none.
 * @throws SutureError `code_host_unavailable` when something else is at that path
 */
export async function openBareRepository(
  repository: string,
  branch: string,
  environment: Record<string, string | undefined>,
): Promise<Git> {
  const git = openGit(repository, environment);
  if ((await git.attempt(['rev-parse', '--git-dir'])).code === 0) {
    await removeStaleLocks(join(repository, 'refs'));
    return git;
  }
  // Made aside and renamed: a start that is killed leaves either no repository or a whole one.
  const making = `${repository}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  const made = openGit(making, environment);
  await made.run(['init', '--quiet', '--bare', `--initial-branch=${branch}`]);
  await made.run(['config', 'core.logAllRefUpdates', 'true']);
  await rename(making, repository).catch((cause: unknown) => {
    throw unavailable(`${repository} exists and is not a git repository; move it away`, cause);
  });
  return git;
}

/** A git that was killed while it moved a reference leaves its lock, and every later push fails. */
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
