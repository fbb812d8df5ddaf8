import { patched } from '@temporalio/workflow';
import type { Round } from '../activities/run.ts';
import type { Verification } from '../activities/verify-fix.ts';
import type { PipelineCallback } from '../domain/pipeline.ts';
import { briefly, committing, patiently, REMEMBERS_TAKEN_BACK } from './steps.ts';
import type { Story } from './story.ts';
import { waitForRollout } from './wait-for-rollout.ts';

/** What became of a fix that is on the branch, with a sentence. */
export interface Released {
  outcome: 'verified' | 'taken_back' | 'revert_failed';
  summary: string;
}

/**
 * Follows a fix into production: rollout, verification, and, where either fails, the way back.
 * @param callbacks what the signal handler collects
 * @param deploySeconds how long one rollout may take
 */
export async function releaseFix(
  round: Round,
  commit: string,
  { callbacks, deploySeconds, story }: ReleaseContext,
): Promise<Released> {
  story.pushed(commit);
  story.enter('deploying', `Waits for the rollout of ${commit.slice(0, 10)}.`);
  const rollout = await waitForRollout(commit, callbacks, deploySeconds);
  const release = { ...round, commit, rollout };
  let verification: Verification | null = null;

  if (rollout.status === 'success') {
    story.enter('verifying', 'Probes the running service.');
    verification = await patiently('Probe the running service').verifyFix(release);
    const { passed, summary } = verification;
    if (passed) {
      await briefly('Remember the fix and resolve').resolveIncident({ ...release, verification });
      story.enter('resolved', summary);
      return { outcome: 'verified', summary };
    }
  }

  const why = verification?.summary ?? `The rollout failed: ${rollout.detail}`;
  story.tell(`Takes the fix back. ${why}`);
  const failure = { ...release, why, verification };
  const revert = await committing('Take the fix back').revertFix(failure);
  const restored = await waitForRollout(revert.commit, callbacks, deploySeconds);
  // A person must look at once, and it is still in production.
  if (restored.status === 'failure') return { outcome: 'revert_failed', summary: restored.detail };
  if (patched(REMEMBERS_TAKEN_BACK)) {
    await briefly('Remember that it was taken back').rememberTakenBack(failure);
  }
  return { outcome: 'taken_back', summary: why };
}

export interface ReleaseContext {
  callbacks: PipelineCallback[];
  deploySeconds: number;
  story: Story;
}
