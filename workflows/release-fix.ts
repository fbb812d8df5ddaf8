import type { Round } from '../activities/run.ts';
import type { Verification } from '../activities/verify-fix.ts';
import type { PipelineCallback } from '../domain/pipeline.ts';
import { rememberRollback } from './remember-rollback.ts';
import { briefly, committing, patiently } from './steps.ts';
import type { Story } from './story.ts';
import { waitForRollout } from './wait-for-rollout.ts';

/** How the release of a fix ended, with a sentence. */
export interface Released {
  outcome: 'verified' | 'rolled_back' | 'revert_failed';
  summary: string;
}

/**
 * Follows a fix into production: rollout, verification, and the rollback when either fails.
 * @param callbacks what the signal handler collects
 * @param deploySeconds how long one rollout may take
 */
export async function releaseFix(
  round: Round,
  commit: string,
  { service, callbacks, deploySeconds, story }: ReleaseContext,
): Promise<Released> {
  story.pushed(commit);
  story.enter('deploying', `Waits for the rollout of ${commit.slice(0, 10)}.`);
  const rollout = await waitForRollout({ service, commit }, callbacks, deploySeconds);
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
  story.tell(`Rolls the fix back. ${why}`);
  const failure = { ...release, why, verification };
  const revert = await committing('Roll the fix back').revertFix(failure);
  const reverted = { service, commit: revert.commit };
  const restored = await waitForRollout(reverted, callbacks, deploySeconds);
  // The fix is still in production; a person must look at once.
  if (restored.status === 'failure') return { outcome: 'revert_failed', summary: restored.detail };
  await rememberRollback(failure);
  return { outcome: 'rolled_back', summary: why };
}

export interface ReleaseContext {
  service: string;
  callbacks: PipelineCallback[];
  deploySeconds: number;
  story: Story;
}
