import { ActivityFailure, setHandler, TemporalFailure } from '@temporalio/workflow';
import type { FixToRevert } from '../activities/fix-to-revert.ts';
import type { RollBackRequest } from '../activities/roll-back.ts';
import type { PipelineCallback } from '../domain/pipeline.ts';
import { rolloutFinished } from './messages.ts';
import { rememberRollback } from './remember-rollback.ts';
import { briefly, committing } from './steps.ts';
import { waitForRollout } from './wait-for-rollout.ts';

/** Rolls back the fix of a resolved incident, as a person asked for: revert, rollout, outcome. */
export async function rollBackFix(request: RollBackRequest): Promise<void> {
  const callbacks: PipelineCallback[] = [];
  setHandler(rolloutFinished, (callback) => {
    callbacks.push(callback);
  });
  let rolledBack: FixToRevert;
  try {
    const { fix, service, deploySeconds } = await briefly('Find the commit to roll back').planRollBack(
      request,
    );
    const { commit, proposed } = await committing(`${request.by} rolls the fix back`).revertFix(fix);
    if (proposed === undefined) {
      const rollout = await waitForRollout({ service, commit }, callbacks, deploySeconds);
      await briefly('Record the outcome').endRollBack({ fix, rollout });
    }
    rolledBack = fix;
  } catch (error) {
    if (!(error instanceof ActivityFailure) || !(error.cause instanceof TemporalFailure)) throw error;
    const { incidentId } = request;
    await briefly('Record why it failed').failRollBack({ incidentId, error: error.cause.message });
    throw error;
  }
  await rememberRollback(rolledBack);
}
