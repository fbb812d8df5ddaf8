import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Git, withPrivateIndex } from '../../adapters/code-host/git.ts';
import { openBareRepository } from './bare-repository.ts';
import { bringUpToDate, type Seeded } from './bring-up-to-date.ts';
import { composeDemonstration } from './compose-demonstration.ts';

/** The same files give the same commit on each machine, so that a second seed changes nothing. */
const DATE = '2026-01-01T00:00:00Z';
const MESSAGE = 'Start the demonstration service\n';

export interface Seed {
  /** The folder of Suture. */
  root: string;
  /** The bare repository, which is made when it does not exist. */
  to: string;
  branch?: string;
  /** Of the program, for git. */
  environment: Record<string, string | undefined>;
}

/**
 * Makes the origin of the demonstration, or brings it up to date with the files of this Suture.
 * @throws SutureError `component_missing`, `code_host_unavailable`
 */
export async function seedDemonstration({ root, to, branch = 'main', environment }: Seed): Promise<Seeded> {
  const git = await openBareRepository(resolve(to), branch, environment);
  const folder = await mkdtemp(join(tmpdir(), 'suture-demonstration-'));
  try {
    await composeDemonstration(root, folder);
    return await bringUpToDate(git, branch, await commitFolder(git, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function commitFolder(git: Git, folder: string): Promise<string> {
  return withPrivateIndex(async (env) => {
    // Modes and line ends are the repository's own: they differ from one file system to the next.
    const plain = ['-c', 'core.fileMode=false', '-c', 'core.autocrlf=false', '-c', 'core.bare=false'];
    await git.run([...plain, `--work-tree=${folder}`, 'add', '--all', '--force', '--', '.'], {
      env,
      cwd: folder,
    });
    const tree = await git.run(['write-tree'], { env });
    const dates = { GIT_AUTHOR_DATE: DATE, GIT_COMMITTER_DATE: DATE };
    return git.run(['commit-tree', tree, '-F', '-'], { env: dates, input: MESSAGE });
  });
}
