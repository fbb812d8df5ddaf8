import type { Candidate, Verdict } from '../domain/fix.ts';
import type { ProofSubject, Reproduction } from '../domain/ports/prover.ts';
import { type KeptCandidate, keptNothing } from './kept-candidate.ts';
import { prove } from './prove.ts';
import type { BaseJob } from './tools.ts';
import { removeWorktree } from './worktree.ts';

/**
 * Proves one candidate for each of several requests of a service at one commit, in their order, until one refuses it. What says
 * nothing about a request is done for the first alone: the build, the type check, the tests.
 * @returns the verdicts; none of those behind the first that refuses
 */
export async function proveEach(
  job: BaseJob,
  candidate: Candidate,
  pairs: { subject: ProofSubject; reproduction: Reproduction }[],
): Promise<Verdict[]> {
  const kept: KeptCandidate = keptNothing();
  const verdicts: Verdict[] = [];
  try {
    for (const { subject, reproduction } of pairs) {
      const verdict = await prove({ ...job, subject, kept }, candidate, reproduction);
      verdicts.push(verdict);
      if (!verdict.proven) break;
    }
    return verdicts;
  } finally {
    if (kept.worktree) await removeWorktree(kept.worktree.folder);
  }
}
