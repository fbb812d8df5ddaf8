import type { BranchCommit } from './repository.ts';
import type { Verdict } from './verdicts.ts';

/** What the pipeline does next. */
export type NextStep =
  /** Run the tree of a commit, with all that it stands on. */
  | { do: 'run'; commit: BranchCommit; taken: BranchCommit[] }
  /** The run of a commit failed, and every older one is decided: blame it, or not. */
  | { do: 'judge'; commit: BranchCommit; failed: BranchCommit[]; sound: BranchCommit[] }
  | { do: 'wait' };

/**
 * Chooses from what is on the branch and not live. The newest head is run first and takes all the others along. When it
 * fails, the commits are run one after another from the oldest, so that one bad commit takes no other down; each
 * that passes goes live. A new head is always run first: it may hold the remedy.
 *
 * @param commits on the branch and not live, oldest first; the last is the head
 */
export function nextStep(
  live: string | null,
  commits: BranchCommit[],
  verdictOf: (sha: string) => Verdict | null,
): NextStep {
  const head = commits.at(-1);
  if (!head || head.sha === live) return { do: 'wait' };
  const statusOf = (commit: BranchCommit) => verdictOf(commit.sha)?.status ?? null;
  const upTo = (commit: BranchCommit) => commits.slice(0, commits.indexOf(commit) + 1);

  // A head that ran well and is not live: the branch was set back to it.
  if (statusOf(head) === null || statusOf(head) === 'success') {
    return { do: 'run', commit: head, taken: commits };
  }
  const open = commits.find((commit) => statusOf(commit) === null || statusOf(commit) === 'tried');
  if (!open) return { do: 'wait' };
  if (statusOf(open) === null) return { do: 'run', commit: open, taken: upTo(open) };
  const before = upTo(open).slice(0, -1);
  return {
    do: 'judge',
    commit: open,
    failed: before.filter((commit) => statusOf(commit) === 'failure'),
    sound: before.filter((commit) => statusOf(commit) !== 'failure'),
  };
}
