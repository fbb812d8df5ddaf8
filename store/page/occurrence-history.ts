import { sql } from 'kysely';
import type { StoreContext } from '../context.ts';
import type { OccurrenceHistory } from './page-store.ts';

/** Bars that a small chart can show. */
const MOST_BARS = 48;
/** Widths of a bar that people can name, in seconds. */
const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];
const LONGEST = 7 * 86_400;

/** Counts an incident's occurrences in intervals of equal length, empty ones included; null when it has none. */
export async function occurrenceHistory(
  { db }: StoreContext,
  incidentId: string,
): Promise<OccurrenceHistory | null> {
  const span = await db
    .selectFrom('occurrences')
    .select(({ fn }) => [fn.min<Date | null>('at').as('first'), fn.max<Date | null>('at').as('last')])
    .where('incident_id', '=', incidentId)
    .executeTakeFirstOrThrow();
  const { first, last } = span;
  if (!first || !last) return null;
  const length = (last.getTime() - first.getTime()) / 1_000;
  const seconds = WIDTHS.find((width) => length / width < MOST_BARS) ?? LONGEST;
  const { rows } = await sql<{ at: Date; count: number }>`
    with counted as (
      select date_bin(${`${seconds} seconds`}::interval, at, 'epoch') as at, count(*) as count
      from occurrences where incident_id = ${incidentId} group by 1)
    select bins.at, coalesce(counted.count, 0) as count
    from generate_series(
      date_bin(${`${seconds} seconds`}::interval, ${first}::timestamptz, 'epoch'),
      ${last}::timestamptz, ${`${seconds} seconds`}::interval) as bins (at)
    left join counted on counted.at = bins.at
    order by bins.at`.execute(db);
  return {
    seconds,
    buckets: rows.map(({ at, count }) => ({ at: at.toISOString(), count })),
    first: first.toISOString(),
    last: last.toISOString(),
  };
}
