import { patched } from '@temporalio/workflow';
import type { Round } from '../activities/run.ts';
import type { Verification } from '../activities/verify-fix.ts';
import type { PipelineCallback } from '../domain/pipeline.ts';
import type { Rollout } from '../domain/rollout.ts';
import { rememberRollback } from './remember-rollback.ts';
import { briefly, committing } from './steps.ts';
import type { Story } from './story.ts';
import { verifyLiveFix } from './verify-live-fix.ts';
import { waitForRollout } from './wait-for-rollout.ts';
import { waitUntilLive } from './wait-until-live.ts';

/** How the release of a fix ended, with a sentence. */
export interface Released {
  /**
   * `unverified`: nobody knows whether it holds, since it was not live by the deadline, or had no traffic. The commit stays.
   * `returned`: it does not hold, and taking it out is for a person, whose rollout it is.
   */
  outcome: 'verified' | 'unverified' | 'returned' | 'rolled_back' | 'revert_failed';
  summary: string;
}

/**
 * Follows a fix into production: rollout, verification once it is live, and the rollback when the fix is to blame for a
 * failure of either.
 * @param callbacks what the signal handler collects
 * @param deploySeconds how long it may take until one commit is live
 * @param known its rollout, where that has ended already
 */
export async function releaseFix(
  round: Round,
  commit: string,
  { service, callbacks, deploySeconds, story }: ReleaseContext,
  known: Rollout | null = null,
): Promise<Released> {
  const deadline = Date.now() + deploySeconds * 1000;
  story.pushed(commit);
  story.enter('deploying', `Waits for the rollout of ${commit.slice(0, 10)}.`);
  const rollout = known ?? (await waitForRollout({ service, commit, run: round }, callbacks, deploySeconds));
  const release = { ...round, commit, rollout };
  let verification: Verification | null = null;

  if (rollout.status === 'success') {
    verification = await verifyLiveFix(release, { service, deadline, story });
    if (verification === null) {
      const summary = `${commit.slice(0, 10)} was rolled out, but not live within ${deploySeconds} s.`;
      return { outcome: 'unverified', summary };
    }
    const { passed, unverified = false, summary } = verification;
    if (unverified) return { outcome: 'unverified', summary };
    if (passed) {
      await briefly('Remember the fix and resolve').resolveIncident({ ...release, verification });
      story.enter('resolved', summary);
      return { outcome: 'verified', summary };
    }
  } else if (rollout.cause === 'surroundings' && patched('keeps-what-was-not-tried')) {
    return { outcome: 'unverified', summary: `It is not live: ${rollout.detail}` };
  }

  const why = verification?.summary ?? `The rollout failed: ${rollout.detail}`;
  story.tell(`Rolls the fix back. ${why}`);
  const failure = { ...release, why, verification };
  const revert = await committing('Roll the fix back').revertFix(failure);
  if (revert.proposed !== undefined) {
    await rememberRollback(failure);
    return { outcome: 'returned', summary: `${why} ${revert.proposed}` };
  }
  const reverted = { service, commit: revert.commit, run: round };
  const revertDeadline = Date.now() + deploySeconds * 1000;
  const restored = await waitForRollout(reverted, callbacks, deploySeconds);
  // The fix is still in production; a person must look at once.
  if (restored.status === 'failure') return { outcome: 'revert_failed', summary: restored.detail };
  if (verification && patched('waits-until-live') && !(await waitUntilLive(reverted, revertDeadline))) {
    const summary = `${revert.commit.slice(0, 10)} was rolled out, but not live within ${deploySeconds} s.`;
    return { outcome: 'revert_failed', summary };
  }
  await rememberRollback(failure);
  return { outcome: 'rolled_back', summary: why };
}

export interface ReleaseContext {
  service: string;
  callbacks: PipelineCallback[];
  deploySeconds: number;
  story: Story;
}
