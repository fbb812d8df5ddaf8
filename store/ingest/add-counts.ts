import { sql } from 'kysely';
import type { StoreContext } from '../context.ts';
import type { Joined } from '../incidents/record-occurrence.ts';

interface Count {
  service: string;
  faultCode: string;
  times: number;
}

/**
 * Adds to the numbers of the open incidents of several faults, in one statement and without a row for any failure: what a
 * storm costs most of the time.
 * @param counts not empty, at most one for each fault
 * @returns the incident of each; null, with nothing added, where a fault has no open incident
 */
export async function addCounts(
  { db }: StoreContext,
  counts: readonly Count[],
): Promise<readonly Joined[] | null> {
  const rows = counts.map(({ service, faultCode, times }, at) => ({ at, service, code: faultCode, times }));
  // Locked in one order, as by all transactions, so that no two wait for each other.
  const found = await sql<Joined>`
    with open as (
      select each.at, each.times, i.id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as each(at int, service text, code text, times int)
      join incidents i on i.service = each.service and i.fault_code = each.code and i.ended_at is null
      order by i.service collate "C", i.fault_code collate "C" for update of i
    ), added as (
      update incidents set affected_requests = affected_requests + open.times
      from open where incidents.id = open.id and (select count(*) from open) = ${counts.length}
      returning open.at, incidents.id, affected_requests, phase
    )
    select id, affected_requests, phase, false as known from added order by at`.execute(db);
  return found.rows.length === counts.length ? found.rows : null;
}
