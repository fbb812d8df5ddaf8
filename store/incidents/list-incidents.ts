import type { Incident } from '../../domain/incident.ts';
import type { IncidentStatus } from '../../domain/phases.ts';
import type { StoreContext } from '../context.ts';
import { countByStatus } from '../page/list-page.ts';
import { selectIncidents, toIncident } from './incident-view.ts';

/** What a page can show; the counts are of all incidents. */
const DEFAULT_LIMIT = 1_000;

/** The newest incidents, newest first, and how many there are of each status. */
export async function listIncidents(
  { db }: StoreContext,
  limit: number = DEFAULT_LIMIT,
): Promise<{ incidents: Incident[]; counts: Record<IncidentStatus, number> }> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const rows = await selectIncidents(tx).orderBy('i.number', 'desc').limit(limit).execute();
      const counts = await countByStatus(tx);
      return { incidents: rows.map(toIncident), counts };
    });
}
