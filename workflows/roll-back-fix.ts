import { ActivityFailure, patched, setHandler, TemporalFailure } from '@temporalio/workflow';
import type { FixToRevert } from '../activities/revert-fix.ts';
import type { RollBackRequest } from '../activities/roll-back.ts';
import type { PipelineCallback } from '../domain/pipeline.ts';
import { rolloutFinished } from './messages.ts';
import { briefly, committing, REMEMBERS_TAKEN_BACK } from './steps.ts';
import { waitForRollout } from './wait-for-rollout.ts';

/** Takes the fix of a resolved incident back, as a person asked for: revert, rollout, and what came of it. */
export async function rollBackFix(request: RollBackRequest): Promise<void> {
  const callbacks: PipelineCallback[] = [];
  setHandler(rolloutFinished, (callback) => {
    callbacks.push(callback);
  });
  let takenBack: FixToRevert;
  try {
    const { fix, deploySeconds } = await briefly('Which commit is taken back').planRollBack(request);
    const revert = await committing(`${request.by} takes the fix back`).revertFix(fix);
    const rollout = await waitForRollout(revert.commit, callbacks, deploySeconds);
    await briefly('Write down what came of it').endRollBack({ fix, rollout });
    takenBack = fix;
  } catch (error) {
    if (!(error instanceof ActivityFailure) || !(error.cause instanceof TemporalFailure)) throw error;
    const { incidentId } = request;
    await briefly('Write down why it failed').failRollBack({ incidentId, error: error.cause.message });
    throw error;
  }
  if (patched(REMEMBERS_TAKEN_BACK)) {
    await briefly('Remember that it was taken back').rememberTakenBack(takenBack);
  }
}
