import { sql } from 'kysely';
import type { StoreContext } from '../context.ts';

/** The fix of a resolved incident. */
export interface ResolvedFix {
  incidentId: string;
  healRun: number;
  attempt: number;
  commit: string;
  /** Whether it was found missing on the branch. */
  isLost: boolean;
}

/** The fixes that a service should run: of each fault whose newest incident is resolved, the last commit. */
export async function resolvedFixes({ db }: StoreContext, service: string): Promise<ResolvedFix[]> {
  const { rows } = await sql<ResolvedFix>`
    select newest.id as "incidentId", newest.heal_run as "healRun", fix.attempt, fix.commit,
      fix.lost_at is not null as "isLost"
    from (
      select distinct on (fault_code) id, heal_run, phase from incidents
      where service = ${service} order by fault_code, number desc) newest,
    lateral (
      select attempt, commit, lost_at from pushes
      where incident_id = newest.id and kind = 'fix' order by pushed_at desc limit 1) fix
    where newest.phase = 'resolved'`.execute(db);
  return rows;
}

/** Notes whether the branch still contains a fix. */
export async function markFix(
  { db, publish }: StoreContext,
  fix: ResolvedFix,
  isLost: boolean,
): Promise<void> {
  await db
    .updateTable('pushes')
    .set({ lost_at: isLost ? new Date() : null })
    .where('commit', '=', fix.commit)
    .execute();
  const message = `${fix.commit.slice(0, 10)} ${isLost ? 'is missing on' : 'is back on'} the branch`;
  publish({ kind: 'delivery', seq: null, incident_id: fix.incidentId, phase: null, message });
}
