import { sql } from 'kysely';
import type { Phase } from '../../domain/phases.ts';
import type { StoreContext, Tx } from '../context.ts';
import type { HealStatistics, Spread } from './page-store.ts';

type Interval = 'minute' | 'hour' | 'day' | 'week';

/** Median and 95th percentile of a duration in seconds, and of how many. */
const spread = (name: string, duration: string) => `
  count(${duration}) as ${name}_count,
  percentile_cont(0.5) within group (order by ${duration}) as ${name}_median,
  percentile_cont(0.95) within group (order by ${duration}) as ${name}_p95`;

/** Without the outcome, which says what a duration means, a time to restore would count heals that restored nothing. */
const SPREADS = sql.raw(
  [
    spread('detect', 'extract(epoch from detected_at - failed_at)::double precision'),
    spread('fix', 'extract(epoch from pushed_at - detected_at)::double precision'),
    spread(
      'restore',
      "case when outcome = 'resolved' and returned_at is null then extract(epoch from ended_at - detected_at)::double precision end",
    ),
  ].join(','),
);

type SpreadRow = Record<`${'detect' | 'fix' | 'restore'}_${keyof Spread}`, number>;

/**
 * How the heal runs ended since a moment. A reset does not change it.
 * @param service null: all services
 * @param since of the first interval
 * @param interval in UTC
 */
export async function healStatistics(
  { db }: StoreContext,
  service: string | null,
  since: Date,
  interval: Interval,
): Promise<HealStatistics> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const begin = sql`date_trunc(${interval}::text, ${since}::timestamptz, 'UTC')`;
      const wanted = sql`${ofService(service)} and ended_at >= ${begin}`;
      const { rows: intervals } = await sql<SpreadRow & { at: Date; cost: number }>`
        select bins.at at time zone 'UTC' as at, coalesce(sum(cost_usd), 0) as cost, ${SPREADS}
        from generate_series(
          ${begin} at time zone 'UTC', now() at time zone 'UTC', ${`1 ${interval}`}::interval) as bins (at)
        left join heal_outcomes
          on ${wanted} and date_trunc(${interval}::text, ended_at at time zone 'UTC') = bins.at
        group by bins.at order by bins.at`.execute(tx);
      const { rows: totals } = await sql<SpreadRow & { tried: number; refused: number }>`
        select coalesce(sum(tried), 0)::bigint as tried, coalesce(sum(refused), 0)::bigint as refused, ${SPREADS}
        from heal_outcomes where ${wanted}`.execute(tx);
      const total = totals[0] as (typeof totals)[number];
      return {
        intervals: intervals.map((row) => ({
          at: row.at.toISOString(),
          ...spreadsOf(row),
          costUsd: row.cost,
        })),
        total: spreadsOf(total),
        tried: total.tried,
        refused: total.refused,
        ...(await groups(tx, service, begin)),
      };
    });
}

async function groups(
  tx: Tx,
  service: string | null,
  begin: ReturnType<typeof sql>,
): Promise<Pick<HealStatistics, 'outcomes' | 'faults' | 'notVerified'>> {
  const outcomes = await sql<HealStatistics['outcomes'][number] & { outcome: Phase }>`
    select case when returned_at is null then outcome else 'failed' end as outcome, coalesce(provider, 'none') as provider, count(*) as count, sum(tokens)::bigint as tokens,
      sum(cost_usd) as "costUsd"
    from heal_outcomes where ${ofService(service)} and ended_at >= ${begin}
    group by 1, 2 order by 3 desc, 1, 2`.execute(tx);
  const faults = await sql<HealStatistics['faults'][number]>`
    select fault_code as "faultCode", count(*) as heals, count(*) filter (where outcome = 'resolved' and returned_at is null) as resolved
    from heal_outcomes where ${ofService(service)} and ended_at >= ${begin}
    group by 1 order by 2 desc, 1 limit 20`.execute(tx);
  const left = await sql<HealStatistics['notVerified']>`
    select count(*) filter (where reason = 'returned' or returned_at is not null) as returned,
      count(*) filter (where reason = 'unverified') as unverified
    from heal_outcomes ended
    cross join lateral (
      select data ->> 'reason' as reason from timeline
      where incident_id = ended.incident_id and to_phase = ended.outcome and at = ended.ended_at
      limit 1) last
    where ${ofService(service)} and ended_at >= ${begin}`.execute(tx);
  const notVerified = left.rows[0] ?? { returned: 0, unverified: 0 };
  return { outcomes: outcomes.rows, faults: faults.rows, notVerified };
}

function ofService(service: string | null) {
  return service === null ? sql`true` : sql`service = ${service}`;
}

function spreadsOf(row: SpreadRow): HealStatistics['total'] {
  const of = (name: 'detect' | 'fix' | 'restore'): Spread => ({
    count: row[`${name}_count`],
    median: row[`${name}_median`],
    p95: row[`${name}_p95`],
  });
  return { detect: of('detect'), fix: of('fix'), restore: of('restore') };
}
