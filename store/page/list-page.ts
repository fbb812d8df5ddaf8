import { type ExpressionBuilder, sql } from 'kysely';
import type { IncidentStatus } from '../../domain/phases.ts';
import type { StoreContext, Tx } from '../context.ts';
import type { Database } from '../database.ts';
import type { ListedIncident, ListPage, ListQuery } from './page-store.ts';

/** One page of the list. It reads only the rows that it shows, by an index. */
export async function listPage({ db }: StoreContext, query: ListQuery): Promise<ListPage> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const upwards = query.above !== undefined;
      // One more than is shown tells whether there is a next page.
      const rows = await select(tx, query, query.limit + 1);
      const more = rows.length > query.limit;
      const shown = rows.slice(0, query.limit);
      if (upwards) shown.reverse();
      const first = shown.at(0)?.list_rank ?? null;
      const last = shown.at(-1)?.list_rank ?? null;
      return {
        incidents: shown.map(toListed),
        counts: await countByStatus(tx),
        below: upwards || more ? last : null,
        above: (upwards ? more : query.below !== undefined) ? first : null,
      };
    });
}

/** How many incidents there are of each status, from what the database counted. */
export async function countByStatus(db: Tx): Promise<Record<IncidentStatus, number>> {
  const counts: Record<IncidentStatus, number> = { detected: 0, in_progress: 0, resolved: 0, failed: 0 };
  const rows = await db
    .selectFrom('incident_count_changes')
    .select(['status', sql<number>`sum(change)::bigint`.as('count')])
    .groupBy('status')
    .execute();
  for (const { status, count } of rows) counts[status] = count;
  return counts;
}

function select(tx: Tx, query: ListQuery, limit: number) {
  const { status, severity, service, faultCode, search, below, above } = query;
  const page = tx
    .selectFrom('incidents as i')
    .selectAll('i')
    .$if(status !== undefined, (rows) => rows.where('i.status', '=', status as IncidentStatus))
    .$if(severity !== undefined, (rows) => rows.where('i.severity', '=', severity as 'low'))
    .$if(service !== undefined, (rows) => rows.where('i.service', '=', service as string))
    .$if(faultCode !== undefined, (rows) => rows.where('i.fault_code', '=', faultCode as string))
    .$if(Boolean(search), (rows) => rows.where((eb) => found(eb, search as string)))
    .$if(below !== undefined, (rows) => rows.where('i.list_rank', '<', below as number))
    .$if(above !== undefined, (rows) => rows.where('i.list_rank', '>', above as number))
    .orderBy('i.list_rank', above === undefined ? 'desc' : 'asc')
    .limit(limit);
  return tx
    .selectFrom(page.as('i'))
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('timeline as t')
          .select(['t.at as phase_since', 't.message as phase_message', 't.from_phase as phase_before'])
          .whereRef('t.incident_id', '=', 'i.id')
          .where('t.kind', '=', 'phase')
          .orderBy('t.seq', 'desc')
          .limit(1)
          .as('t'),
      (join) => join.onTrue(),
    )
    .selectAll()
    .orderBy('i.list_rank', above === undefined ? 'desc' : 'asc')
    .execute();
}

function found(eb: ExpressionBuilder<{ i: Database['incidents'] }, 'i'>, search: string) {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  return eb.or(
    (['i.id', 'i.fault_code', 'i.fault_type', 'i.route'] as const).map((column) =>
      eb(column, 'ilike', pattern),
    ),
  );
}

function toListed(row: Awaited<ReturnType<typeof select>>[number]): ListedIncident {
  return {
    id: row.id,
    service: row.service,
    incident_type: row.fault_type,
    error_code: row.fault_code,
    severity: row.severity,
    status: row.status,
    phase: row.phase,
    route: row.route,
    affectedRequests: row.affected_requests,
    openedAt: row.opened_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    phaseSince: row.phase_since.toISOString(),
    phaseMessage: row.phase_message,
    phaseBefore: row.phase_before,
  };
}
