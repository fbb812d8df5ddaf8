import type { StoreContext } from '../context.ts';
import { storable } from '../json.ts';

/** How the newest failing request of an incident failed. */
export interface LastOccurrence {
  reason: string;
  message: string;
  errorClass: string | null;
  sqlstate: string | null;
  latencyMs: number;
}

/** The newest failing request of an incident; null when there is none. */
export async function lastOccurrence(
  { db }: StoreContext,
  incidentId: string,
): Promise<LastOccurrence | null> {
  const row = await db
    .selectFrom('occurrences')
    .select(['reason', 'message', 'error_class as errorClass', 'sqlstate', 'latency_ms as latencyMs'])
    .where('incident_id', '=', storable(incidentId))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
