import { healWorkflowId } from '../../domain/incident.ts';
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
  const heals = await db
    .selectFrom('incidents')
    .select('id')
    .where('ended_at', 'is', null)
    .where('phase', 'in', ['deploying', 'verifying'])
    .where('fault_code', '=', (eb) => eb.fn.any(eb.val(faultCodes.map((code) => storable(code)))))
    .orderBy('number')
    .execute();
  const resets = await db.selectFrom('resets').select('id').where('finished_at', 'is', null).execute();
  return [...heals.map(({ id }) => healWorkflowId(id)), ...resets.map(({ id }) => resetWorkflowId(id))];
}
