import { SutureError } from '../../domain/errors.ts';
import { healWorkflowId } from '../../domain/incident.ts';
import type { StoreContext } from '../context.ts';
import type { Decision } from '../model.ts';
import { insertOutbox } from '../outbox/enqueue.ts';
import { decisionKey } from './kept-decision.ts';
import { lockIncident } from './lock-incident.ts';

/**
 * Keeps a person's decision about the fix that waits, and sends it to the workflow. The first decision of a round counts.
 * @throws SutureError `unknown_incident`, `not_awaiting_approval`, `already_decided`
 */
export async function decideFix(
  { db }: StoreContext,
  incidentId: string,
  decision: Decision,
): Promise<{ workflowId: string }> {
  return db.transaction().execute(async (tx) => {
    const { phase } = await lockIncident(tx, incidentId);
    if (phase !== 'awaiting_approval') {
      throw new SutureError(
        'not_awaiting_approval',
        `${incidentId} is ${phase}; there is nothing to approve or reject now.`,
        { benign: true },
      );
    }
    const { seq } = await tx
      .selectFrom('timeline')
      .select(({ fn }) => fn.max('seq').as('seq'))
      .where('incident_id', '=', incidentId)
      .where('to_phase', '=', 'awaiting_approval')
      .executeTakeFirstOrThrow();
    const workflowId = healWorkflowId(incidentId);
    const key = decisionKey(incidentId, seq);
    const created = await insertOutbox(
      tx,
      { kind: 'update', workflowId, update: 'decide', updateId: key, payload: decision },
      key,
    );
    if (created) return { workflowId };
    throw new SutureError(
      'already_decided',
      `Somebody has decided about the fix of ${incidentId} already; its timeline says who.`,
      { benign: true },
    );
  });
}
