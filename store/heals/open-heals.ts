import { sql } from 'kysely';
import { healWorkflowId, rollBackWorkflowId } from '../../domain/incident.ts';
import type { Phase } from '../../domain/phases.ts';
import type { StoreContext } from '../context.ts';
import { storable } from '../json.ts';
import { resetWorkflowId } from '../resets/reset-view.ts';

/** Incidents that are not ended, with their workflow ids. */
export async function openHeals({
  db,
}: StoreContext): Promise<{ incidentId: string; workflowId: string; service: string; phase: Phase }[]> {
  const rows = await db
    .selectFrom('incidents')
    .select(['id', 'service', 'phase'])
    .where('ended_at', 'is', null)
    .orderBy('number')
    .execute();
  return rows.map(({ id, service, phase }) => ({
    incidentId: id,
    workflowId: healWorkflowId(id),
    service,
    phase,
  }));
}

/**
 * The workflows that a rollout of a service concerns: heals of these incidents that are `deploying` or `verifying`,
 * rollbacks of their fixes, and a running reset, whose commit carries the trailer of no incident.
 * @param incidents the ids that the rollout's commits name
 * @returns workflow ids
 */
export async function workflowsAwaitingRollout(
  { db }: StoreContext,
  service: string,
  incidents: string[],
): Promise<string[]> {
  const ids = incidents.map((id) => storable(id));
  const named = db
    .selectFrom('incidents')
    .select('incidents.id')
    .where('incidents.service', '=', storable(service))
    .where('incidents.id', '=', (eb) => eb.fn.any(eb.val(ids)));
  const heals = await named
    .where('ended_at', 'is', null)
    .where('phase', 'in', ['deploying', 'verifying'])
    .orderBy('number')
    .execute();
  // An incident whose fix a person rolls back stays resolved until the rollback is live.
  const rollBacks = await named
    .innerJoin('outbox', 'outbox.incident_id', 'incidents.id')
    .distinct()
    .where(sql<string>`outbox.message ->> 'kind'`, '=', 'start_roll_back')
    .where('incidents.phase', '=', 'resolved')
    .execute();
  const resets = await db.selectFrom('resets').select('id').where('finished_at', 'is', null).execute();
  return [
    ...heals.map(({ id }) => healWorkflowId(id)),
    ...rollBacks.map(({ id }) => rollBackWorkflowId(id)),
    ...resets.map(({ id }) => resetWorkflowId(id)),
  ];
}
