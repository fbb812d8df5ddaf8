import type { StoreContext } from '../context.ts';
import type { DeletedIncident } from './page-store.ts';

/** When and by which reset an incident was deleted; null when it never existed, or still does. */
export async function deletedIncident(
  { db }: StoreContext,
  incidentId: string,
): Promise<DeletedIncident | null> {
  const row = await db
    .selectFrom('deleted_incidents as d')
    .leftJoin('resets as r', 'r.id', 'd.reset_id')
    .select(['d.reset_id', 'd.deleted_at', 'r.requested_by'])
    .where('d.incident_id', '=', incidentId)
    .executeTakeFirst();
  if (!row) return null;
  return { resetId: row.reset_id, deletedAt: row.deleted_at.toISOString(), requestedBy: row.requested_by };
}
