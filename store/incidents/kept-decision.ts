import { healWorkflowId } from '../../domain/incident.ts';
import type { StoreContext } from '../context.ts';
import type { Decision } from '../model.ts';

/** What a person decided, by the pages or the API, about the fix that waits now or waited last; null when nobody did. */
export async function keptDecision({ db }: StoreContext, incidentId: string): Promise<Decision | null> {
  const { seq } = await db
    .selectFrom('timeline')
    .select(({ fn }) => fn.max<number | null>('seq').as('seq'))
    .where('incident_id', '=', incidentId)
    .where('to_phase', '=', 'awaiting_approval')
    .executeTakeFirstOrThrow();
  const row = await db
    .selectFrom('outbox')
    .select('message')
    .where('dedupe_key', '=', decisionKey(incidentId, seq))
    .where('target', '=', healWorkflowId(incidentId))
    .executeTakeFirst();
  return row?.message.kind === 'update' ? (row.message.payload as Decision) : null;
}

/** @param seq the row of the timeline with which the fix began to wait */
export function decisionKey(incidentId: string, seq: number | null): string {
  return `decide:${incidentId}:${seq}`;
}
