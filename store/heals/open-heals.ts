import { sql } from 'kysely';
import { healWorkflowId, rollBackWorkflowId } from '../../domain/incident.ts';
import type { StoreContext } from '../context.ts';
import { storable } from '../json.ts';
import { resetWorkflowId } from '../resets/reset-view.ts';
import type { Store } from '../store.ts';

export async function openHeals({ db }: StoreContext): ReturnType<Store['openHeals']> {
  const rows = await db
    .selectFrom('incidents')
    .select('id')
    .where('ended_at', 'is', null)
    .orderBy('number')
    .execute();
  return rows.map(({ id }) => ({ incidentId: id, workflowId: healWorkflowId(id) }));
}

/** A running reset is told of every rollout: the one that takes its commit in may name any fault, or none. */
export async function workflowsAwaitingRollout(
  { db }: StoreContext,
  faultCodes: string[],
): Promise<string[]> {
  const codes = faultCodes.map((code) => storable(code));
  const heals = await db
    .selectFrom('incidents')
    .select('id')
    .where('ended_at', 'is', null)
    .where('phase', 'in', ['deploying', 'verifying'])
    .where('fault_code', '=', (eb) => eb.fn.any(eb.val(codes)))
    .orderBy('number')
    .execute();
  // A fix that a person takes back: its incident is resolved until that is live.
  const rollBacks = await db
    .selectFrom('outbox')
    .innerJoin('incidents', 'incidents.id', 'outbox.incident_id')
    .select('incidents.id')
    .distinct()
    .where(sql<string>`outbox.message ->> 'kind'`, '=', 'start_roll_back')
    .where('incidents.phase', '=', 'resolved')
    .where('incidents.fault_code', '=', (eb) => eb.fn.any(eb.val(codes)))
    .execute();
  const resets = await db.selectFrom('resets').select('id').where('finished_at', 'is', null).execute();
  return [
    ...heals.map(({ id }) => healWorkflowId(id)),
    ...rollBacks.map(({ id }) => rollBackWorkflowId(id)),
    ...resets.map(({ id }) => resetWorkflowId(id)),
  ];
}
