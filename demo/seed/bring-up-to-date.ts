import { advanceBranch } from '../../adapters/code-host/advance-branch.ts';
import { type Git, unavailable } from '../../adapters/code-host/git.ts';

export interface Seeded {
  /** The branch's head now. */
  head: string;
  /**
   * `created`: there was no such branch. `unchanged`: it was there already. `kept`: it contains the commit, with fixes
   * on top. `replaced`: it held something else, which is kept as `previous`.
   */
  action: 'created' | 'unchanged' | 'kept' | 'replaced';
  /** The branch that keeps the old head, for `replaced`. */
  previous: string | null;
}

/** Puts a branch on a commit, unless it contains that commit already. What was pushed to it is never lost. */
export async function bringUpToDate(git: Git, branch: string, commit: string): Promise<Seeded> {
  const reference = `refs/heads/${branch}`;
  const found = await git.attempt(['rev-parse', '--verify', '--quiet', reference]);
  if (found.code !== 0) {
    await git.run(['update-ref', reference, commit, '']);
    return { head: commit, action: 'created', previous: null };
  }
  const head = found.stdout;
  if (head === commit) return { head, action: 'unchanged', previous: null };
  if ((await git.attempt(['merge-base', '--is-ancestor', commit, head])).code === 0) {
    return { head, action: 'kept', previous: null };
  }
  const previous = `suture/previous-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  await git.run(['update-ref', `refs/heads/${previous}`, head, '']);
  if (!(await advanceBranch(git, branch, head, commit))) {
    throw unavailable(`${reference} in ${git.repository} moved while it was brought up to date; start again`);
  }
  return { head: commit, action: 'replaced', previous };
}
