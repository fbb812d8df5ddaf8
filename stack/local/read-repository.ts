import { execa } from 'execa';
import { SutureError } from '../../domain/errors.ts';
import { DEFINITION_FILE } from '../../domain/service-definition.ts';
import type { Environment } from '../../platform/find-program.ts';

/** The repository in which a person stands, and the commit that is looked at. */
export interface LocalRepository {
  /** Its root. */
  root: string;
  commit: string;
  /** The first line of its message. */
  subject: string;
  /** Tracked files that differ from the commit in the folder or the index, and files that git does not know; not `suture.yaml`. */
  changed: number;
}

/**
 * Finds the repository around a folder. Git is only asked: no lock is taken and its index is not refreshed.
 * @param wanted a commit, branch or tag; HEAD unless given
 * @throws SutureError `not_a_repository`, `unknown_commit`
 */
export async function readRepository(
  folder: string,
  wanted: string | undefined,
  environment: Environment,
): Promise<LocalRepository> {
  const git = (...args: string[]) =>
    execa('git', ['-c', 'safe.directory=*', ...args], {
      cwd: folder,
      env: { ...withoutGit(environment), GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
      extendEnv: false,
      reject: false,
      maxBuffer: 256 * 1024 * 1024,
    });
  const top = await git('rev-parse', '--show-toplevel');
  if (top.exitCode !== 0) {
    throw new SutureError(
      'not_a_repository',
      `${folder} is not in a git repository. Suture checks commits: run \`git init\`, and commit the service.`,
    );
  }
  const commit = await git(
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${wanted ?? 'HEAD'}^{commit}`,
  );
  if (commit.exitCode !== 0) {
    throw new SutureError(
      'unknown_commit',
      wanted
        ? `There is no commit ${wanted} in ${top.stdout}.`
        : `${top.stdout} has no commit yet. Suture checks commits: commit the service first.`,
    );
  }
  const [subject, status] = await Promise.all([
    git('log', '-1', '--format=%s', commit.stdout),
    wanted ? null : git('status', '--porcelain', '-z', '--untracked-files=all'),
  ]);
  return {
    root: top.stdout,
    commit: commit.stdout,
    subject: subject.stdout,
    changed: status ? changedFiles(status.stdout).length : 0,
  };
}

/** The definition is left out: it counts as it lies in the folder. */
function changedFiles(status: string): string[] {
  return status.split('\0').filter((line) => line !== '' && line.slice(3) !== DEFINITION_FILE);
}

/** A hook's own variables would lead git to another repository. */
function withoutGit(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('GIT_')));
}
