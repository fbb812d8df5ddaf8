import { execFileSync } from 'node:child_process';
import { SutureError } from '../domain/errors.ts';
import { DEFINITION_FILE } from '../domain/service-definition.ts';

/** The user's repository, of which nothing is changed here. */
export interface LocalRepository {
  /** Its top folder. */
  path: string;
  /** The branch that is checked out; null where a commit is. */
  branch: string | null;
  /** Whether the head of a branch has a suture.yaml. */
  hasDefinition(branch: string): boolean;
}

/** The top folder of the repository in which a folder lies; the folder itself outside of one. */
export function topFolderOf(folder: string): string {
  try {
    const args = ['-C', folder, 'rev-parse', '--show-toplevel'];
    return execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim() || folder;
  } catch {
    return folder;
  }
}

/** @throws SutureError `usage` outside of a repository */
export function openLocalRepository(folder: string): LocalRepository {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
  const attempt = (...args: string[]) => {
    try {
      return git(...args);
    } catch {
      return null;
    }
  };
  const path = attempt('rev-parse', '--show-toplevel');
  if (!path) {
    throw new SutureError(
      'usage',
      `${folder} is not in a git repository. Run this in the repository of your service.`,
    );
  }
  return {
    path,
    branch: attempt('symbolic-ref', '--quiet', '--short', 'HEAD'),
    hasDefinition: (branch) => attempt('cat-file', '-e', `refs/heads/${branch}:${DEFINITION_FILE}`) !== null,
  };
}
