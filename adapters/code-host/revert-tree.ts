import { SutureError } from '../../domain/errors.ts';
import { commitTree } from './advance-branch.ts';
import { revertConflict } from './checks.ts';
import { type Git, OLDEST_GIT } from './git.ts';

/**
 * The tree of `head` without what `commit` changed: a three-way merge whose base is the commit and whose other side is its
 * parent. The other side is given as a commit on top of `commit`, which makes `commit` the merge base for any git.
 * @throws SutureError `revert_conflict`; `git_too_old`.
 */
export async function revertTree(git: Git, head: string, commit: string): Promise<string> {
  const before = await git.attempt(['rev-parse', '--verify', '--quiet', `${commit}^1^{tree}`]);
  if (before.code !== 0) throw revertConflict(commit, 'it is the first commit of the branch');
  const undone = await commitTree(git, before.stdout, commit, 'Side of a merge; never on a branch');
  const merged = await git.attempt([
    'merge-tree',
    '--write-tree',
    '--name-only',
    '--no-messages',
    head,
    undone,
  ]);
  if (merged.code === 0) return merged.stdout.split('\n')[0] as string;
  if (merged.code === 1)
    throw revertConflict(commit, merged.stdout.split('\n').slice(1).filter(Boolean).join(', '));
  throw new SutureError(
    'git_too_old',
    `git merge-tree failed (${merged.stderr.split('\n')[0]}). Reverting needs git ${OLDEST_GIT} or newer; install one.`,
    { details: { stderr: merged.stderr } },
  );
}
