import { SutureError } from '../../domain/errors.ts';
import { rollBackWorkflowId } from '../../domain/incident.ts';
import type { StoreContext } from '../context.ts';
import { insertOutbox } from '../outbox/enqueue.ts';
import { lockIncident } from './lock-incident.ts';

/**
 * Starts a workflow that rolls back the fix of a resolved incident, once a heal run.
 * @throws SutureError `unknown_incident`, `not_resolved`, `already_decided`
 */
export async function requestRollBack(
  { db }: StoreContext,
  incidentId: string,
  by: string,
  reason: string,
): Promise<{ workflowId: string }> {
  return db.transaction().execute(async (tx) => {
    const { phase, heal_run } = await lockIncident(tx, incidentId);
    if (phase !== 'resolved') {
      throw new SutureError(
        'not_resolved',
        `${incidentId} is ${phase}; only the fix of a resolved incident can be rolled back.`,
        { benign: true },
      );
    }
    const message = { kind: 'start_roll_back', incidentId, by, reason } as const;
    if (await insertOutbox(tx, message, `roll_back:${incidentId}:${heal_run}`)) {
      return { workflowId: rollBackWorkflowId(incidentId) };
    }
    throw new SutureError(
      'already_decided',
      `Somebody takes the fix of ${incidentId} back already; its timeline says how that goes.`,
      { benign: true },
    );
  });
}
