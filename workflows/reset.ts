import {
  ActivityFailure,
  CancellationScope,
  patched,
  setHandler,
  TemporalFailure,
} from '@temporalio/workflow';
import type { ResetRun, Restored } from '../activities/reset-service.ts';
import type { PipelineCallback } from '../domain/pipeline.ts';
import { rolloutFinished } from './messages.ts';
import { briefly, committing, patiently } from './steps.ts';
import { waitForRollout } from './wait-for-rollout.ts';
import { waitUntilLive } from './wait-until-live.ts';

/** How a reset ended. */
export interface ResetEnding {
  status: 'done' | 'failed';
  /** Empty when it is done. */
  error: string;
}

/**
 * Resets for another cycle: no incident, no cooldown, the faulty code live. Healing is paused meanwhile and begins again
 * only when the baselines are live.
 */
export async function resetService(run: ResetRun): Promise<ResetEnding> {
  const callbacks: PipelineCallback[] = [];
  setHandler(rolloutFinished, (callback) => {
    callbacks.push(callback);
  });

  try {
    await patiently('Pause healing and stop the heals that run').stopHeals(run);
    await briefly('Delete incidents and clear cooldowns').clearTraces(run);
    const restored = await committing('Commit the baselines').restoreBaselines(run);
    for (const service of restored) {
      const error = await goLive(service);
      if (error) return await fail(error);
    }
    await briefly('Let healing begin again').finishReset(run);
    return { status: 'done', error: '' };
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    const cause = error instanceof ActivityFailure ? (error.cause ?? error) : error;
    await CancellationScope.nonCancellable(() => fail(`The reset cannot continue: ${cause.message}.`));
    throw error;
  }

  /** Waits until a service runs its baselines; returns what is wrong, or null. */
  async function goLive(restored: Restored): Promise<string | null> {
    const live = () => briefly('Whether the baselines are live').confirmBaselinesLive(restored);
    const deadline = Date.now() + restored.deploySeconds * 1000;
    if (!restored.pushed && (await live())) return null;
    const rollout = await waitForRollout(restored, callbacks, restored.deploySeconds);
    if (rollout.status === 'failure') return `The baselines were not rolled out: ${rollout.detail}`;
    const { service, commit } = restored;
    if (patched('waits-until-live')) await waitUntilLive({ service, commit }, deadline);
    return (await live()) ? null : `${restored.service} does not run the baselines of ${restored.commit}.`;
  }

  async function fail(error: string): Promise<ResetEnding> {
    await briefly('Write down why the reset failed').failReset({ ...run, error });
    return { status: 'failed', error };
  }
}
