import type { IncidentStatus } from '../../domain/phases.ts';
import { statusOf } from '../../domain/phases.ts';
import type { StoreContext } from '../context.ts';
import type { Store } from '../store.ts';
import { selectIncidents, toIncident } from './incident-view.ts';

/** What a page can show; the counts are of all incidents. */
const DEFAULT_LIMIT = 1_000;

/** The newest incidents, newest first, and how many there are of each status. */
export async function listIncidents(
  { db }: StoreContext,
  limit: number = DEFAULT_LIMIT,
): ReturnType<Store['listIncidents']> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const rows = await selectIncidents(tx).orderBy('i.number', 'desc').limit(limit).execute();
      const phases = await tx
        .selectFrom('incidents')
        .select(({ fn }) => ['phase', fn.countAll<number>().as('count')])
        .groupBy('phase')
        .execute();
      const counts: Record<IncidentStatus, number> = { detected: 0, in_progress: 0, resolved: 0, failed: 0 };
      for (const { phase, count } of phases) counts[statusOf(phase)] += count;
      return { incidents: rows.map(toIncident), counts };
    });
}
