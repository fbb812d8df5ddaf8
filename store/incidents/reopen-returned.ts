import { sql } from 'kysely';
import type { StoreContext } from '../context.ts';
import { violates } from '../errors.ts';
import { storable } from '../json.ts';
import { lockIncident } from './lock-incident.ts';
import { reopen } from './reopen.ts';

/** A resolved incident whose failure came back. */
export interface ReturnedFix {
  incidentId: string;
  /** The run that resolved it. */
  healRun: number;
  /** The attempt whose fix did not hold; null: the code that failed is without the fix, which is not to blame. */
  attempt: number | null;
  /** A sentence, which the next attempt gets as well. */
  why: string;
  data: Record<string, unknown>;
}

/**
 * Reopens a resolved incident as returned, with its next heal run. Its fix no longer counts as one that restored the service.
 * @returns false when the incident is no longer resolved by that run, or another one of its fault is open
 */
export async function reopenReturned(
  { db, publish }: StoreContext,
  { incidentId, healRun, attempt, why, data }: ReturnedFix,
): Promise<boolean> {
  const seq = await db
    .transaction()
    .execute(async (tx) => {
      // As when an incident is opened: a change of the healing switch sees this one, or is seen by it.
      await tx.selectFrom('healing_state').select('paused').forShare().execute();
      const before = await lockIncident(tx, incidentId);
      if (before.phase !== 'resolved' || before.heal_run !== healRun) return null;
      if (attempt !== null) {
        await tx
          .updateTable('attempts')
          .set({ rejection: storable(why) })
          .where('incident_id', '=', incidentId)
          .where('heal_run', '=', healRun)
          .where('number', '=', attempt)
          .execute();
        await sql`update heal_outcomes set returned_at = now()
          where incident_id = ${incidentId} and heal_run = ${healRun}`.execute(tx);
      }
      return (await reopen(tx, incidentId, before, { message: why, data: { ...data, returned: true } })).seq;
    })
    .catch((error: unknown) => {
      if (!violates(error, 'incidents_one_open')) throw error;
      return null;
    });
  if (seq === null) return false;
  publish({ kind: 'incident', seq, incident_id: incidentId, phase: 'detected', message: why });
  return true;
}
