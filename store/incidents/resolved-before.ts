import { sql } from 'kysely';
import type { Tx } from '../context.ts';
import { insertOutbox } from '../outbox/enqueue.ts';

/** How long after it was resolved a failure may reopen an incident, in days: two of the weeks that traffic repeats in. */
const RETURN_DAYS = 14;

/** A resolved incident whose fault fails again. */
export interface ResolvedBefore {
  id: string;
  healRun: number;
}

/**
 * The incident that a failure after its end belongs to: the newest of the fault, resolved by a fix of at most
 * {@link RETURN_DAYS} days ago that nobody rolls back.
 */
export async function resolvedBefore(
  tx: Tx,
  { service, faultCode, at = new Date() }: { service: string; faultCode: string; at?: Date | undefined },
): Promise<ResolvedBefore | null> {
  const { rows } = await sql<ResolvedBefore>`
    select id, heal_run as "healRun" from (
      select id, heal_run, phase, ended_at from incidents
      where service = ${service} and fault_code = ${faultCode} order by number desc limit 1) newest
    where phase = 'resolved' and ended_at < ${at}
      and ended_at > ${at}::timestamptz - make_interval(days => ${RETURN_DAYS})
      and exists (select from pushes where incident_id = newest.id and kind = 'fix')
      and not exists (select from outbox where dedupe_key = 'roll_back:' || newest.id || ':' || newest.heal_run)`.execute(
    tx,
  );
  return rows[0] ?? null;
}

/**
 * Asks the worker, which can read the repository, whether releases that failed contain the fix; each release once an hour.
 * @param releases null: not reported
 */
export async function askWhetherReturned(
  tx: Tx,
  { id, healRun }: ResolvedBefore,
  releases: readonly (string | null)[],
): Promise<void> {
  const hour = new Date().toISOString().slice(0, 13);
  for (const release of new Set(releases)) {
    const message = { kind: 'judge_return', incidentId: id, healRun, release } as const;
    await insertOutbox(tx, message, `return:${id}:${healRun}:${release ?? ''}:${hour}`);
  }
}
