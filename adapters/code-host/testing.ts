import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

export interface TestClone {
  /** A folder that holds everything; removed by `remove`. */
  root: string;
  /** A clone with a work tree, on the branch `main`. */
  folder: string;
  git(...args: string[]): Promise<string>;
  /** Writes files and commits them. @returns the commit. */
  commit(files: Record<string, string>, message?: string): Promise<string>;
  /** A bare repository with the same commits, as Suture delivers from. @returns its path. */
  publish(): Promise<string>;
  remove(): Promise<void>;
}

/** A git clone with one commit, for tests. */
export async function createTestClone(files: Record<string, string>): Promise<TestClone> {
  const root = await mkdtemp(join(tmpdir(), 'suture-clone-'));
  const folder = join(root, 'clone');
  await mkdir(folder);
  const env = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];

  async function git(...args: string[]): Promise<string> {
    return (await execa('git', [...identity, ...args], { cwd: folder, env })).stdout;
  }

  async function commit(changed: Record<string, string>, message = 'Change'): Promise<string> {
    for (const [path, content] of Object.entries(changed)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    await git('add', '--all');
    await git('commit', '--quiet', '--message', message);
    return git('rev-parse', 'HEAD');
  }

  await git('init', '--quiet', '--initial-branch=main');
  await commit(files, 'First');
  async function publish(): Promise<string> {
    const bare = join(root, 'origin.git');
    await git('clone', '--quiet', '--bare', folder, bare);
    return bare;
  }

  return { root, folder, git, commit, publish, remove: () => rm(root, { recursive: true, force: true }) };
}
