import { SutureError } from '../../domain/errors.ts';
import { healWorkflowId } from '../../domain/incident.ts';
import { isTerminal } from '../../domain/phases.ts';
import type { StoreContext } from '../context.ts';
import { insertOutbox } from '../outbox/enqueue.ts';
import { hasTimelineKey, insertTimeline } from './insert-timeline.ts';
import { lockIncident } from './lock-incident.ts';

/**
 * Asks the workflow of an open incident to stop, once a heal run; the timeline says who asked and why.
 * @throws SutureError `unknown_incident`; `illegal_move` for an incident that has ended
 */
export async function requestCancel(
  { db, publish }: StoreContext,
  incidentId: string,
  by: string,
  reason: string,
): Promise<{ workflowId: string }> {
  const workflowId = healWorkflowId(incidentId);
  const message = `${by} cancels the heal${reason ? `: ${reason}` : '.'}`;
  const written = await db.transaction().execute(async (tx) => {
    const { phase, heal_run } = await lockIncident(tx, incidentId);
    if (isTerminal(phase)) {
      throw new SutureError(
        'illegal_move',
        `${incidentId} is ${phase}; only the heal of an open incident can be cancelled.`,
        { benign: true, details: { incidentId, from: phase, to: 'cancelled' } },
      );
    }
    const key = `cancel_asked:${heal_run}`;
    if (await hasTimelineKey(tx, incidentId, key)) return null;
    await insertOutbox(tx, { kind: 'cancel', workflowId }, `cancel:${incidentId}:${heal_run}`);
    const seq = await insertTimeline(tx, {
      incident_id: incidentId,
      key,
      kind: 'note',
      from_phase: null,
      to_phase: null,
      message,
      data: { by, reason },
    });
    return { seq, phase };
  });
  if (written) publish({ kind: 'incident', incident_id: incidentId, message, ...written });
  return { workflowId };
}
