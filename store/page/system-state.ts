import { sql } from 'kysely';
import type { Phase } from '../../domain/phases.ts';
import type { StoreContext, Tx } from '../context.ts';
import { toHealingState } from '../healing/healing-switch.ts';
import { currentWaits } from '../incidents/waits.ts';
import { toReset } from '../resets/reset-view.ts';
import type { FaultName, SystemState } from './page-store.ts';
import { newestRollouts } from './rollouts.ts';

/** Open incidents that are named; at most one a fault is open. */
const MOST_OPEN = 100;

/**
 * The state of healing, workers and delivery, as of one moment.
 * @param faults those whose newest outcome is wanted
 */
export async function systemState({ db }: StoreContext, faults: readonly FaultName[]): Promise<SystemState> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const healing = await tx
        .selectFrom('healing_state')
        .selectAll()
        .select(sql<Date>`clock_timestamp()`.as('now'))
        .executeTakeFirstOrThrow();
      return {
        now: healing.now.toISOString(),
        healing: toHealingState(healing),
        workers: await workers(tx),
        rollout: await newestRollouts(tx),
        reset: await newestReset(tx),
        outcomes: await outcomes(tx, faults, healing.reset_at),
        open: await open(tx),
        lost: await lost(tx),
        waits: await currentWaits(tx, MOST_OPEN),
      };
    });
}

async function workers(tx: Tx): Promise<SystemState['workers']> {
  const rows = await tx
    .selectFrom('worker_heartbeats')
    .selectAll()
    .select(
      sql<number>`extract(epoch from clock_timestamp() - seen_at)::double precision * 1000`.as('silent'),
    )
    .where('seen_at', '>', sql<Date>`now() - interval '1 day'`)
    .orderBy('seen_at', 'desc')
    .limit(20)
    .execute();
  return rows.map(({ worker, started_at, seen_at, silent, pollers, problem }) => ({
    worker,
    startedAt: started_at.toISOString(),
    seenAt: seen_at.toISOString(),
    silentMs: Math.max(0, Math.round(silent)),
    pollers,
    problem,
  }));
}

async function newestReset(tx: Tx): Promise<SystemState['reset']> {
  const row = await tx.selectFrom('resets').selectAll().orderBy('number', 'desc').limit(1).executeTakeFirst();
  return row ? { ...toReset(row), requestedBy: row.requested_by } : null;
}

/** One look into the index for each fault. */
async function outcomes(
  tx: Tx,
  faults: readonly FaultName[],
  resetAt: Date | null,
): Promise<SystemState['outcomes']> {
  const { rows } = await sql<{
    service: string;
    faultCode: string;
    incidentId: string;
    outcome: Phase;
    at: Date;
  }>`
    select newest.* from unnest(
      ${faults.map(({ service }) => service)}::text[], ${faults.map(({ code }) => code)}::text[]) as faults (service, code),
    lateral (
      select service, fault_code as "faultCode", incident_id as "incidentId", outcome, ended_at as at
      from heal_outcomes
      where service = faults.service and fault_code = faults.code
        and ended_at > coalesce(${resetAt}::timestamptz, '-infinity')
      order by ended_at desc limit 1) newest`.execute(tx);
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}

async function lost(tx: Tx): Promise<SystemState['lost']> {
  const { rows } = await sql<SystemState['lost'][number]>`
    select id, fault_code as "faultCode", commit from pushes join incidents on incidents.id = pushes.incident_id
    where lost_at is not null and kind = 'fix' and phase = 'resolved' and not exists (
      select from incidents newer
      where newer.service = incidents.service and newer.fault_code = incidents.fault_code
        and newer.number > incidents.number)
    order by number limit ${MOST_OPEN}`.execute(tx);
  return rows;
}

async function open(tx: Tx): Promise<SystemState['open']> {
  const rows = await tx
    .selectFrom('incidents as i')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('timeline as t')
          .select('t.at as since')
          .whereRef('t.incident_id', '=', 'i.id')
          .where('t.kind', '=', 'phase')
          .orderBy('t.seq', 'desc')
          .limit(1)
          .as('t'),
      (join) => join.onTrue(),
    )
    .select(['id', 'service', 'fault_code as faultCode', 'phase', 'since'])
    .where('ended_at', 'is', null)
    .orderBy('list_rank', 'desc')
    .limit(MOST_OPEN)
    .execute();
  return rows.map(({ since, ...row }) => ({ ...row, since: since.toISOString() }));
}
