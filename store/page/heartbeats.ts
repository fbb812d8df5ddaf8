import { sql } from 'kysely';
import type { StoreContext } from '../context.ts';
import { storable } from '../json.ts';

/** Notes that a worker is alive; workers that were not seen for a day are forgotten. */
export async function beat(
  { db }: StoreContext,
  worker: string,
  pollers: number | null,
  problem: string | null,
): Promise<void> {
  const told = { pollers, problem: problem && storable(problem, 1_000) };
  await db
    .insertInto('worker_heartbeats')
    .values({ worker, ...told })
    .onConflict((conflict) => conflict.column('worker').doUpdateSet({ ...told, seen_at: sql`now()` }))
    .execute();
  await db
    .deleteFrom('worker_heartbeats')
    .where('seen_at', '<', sql<Date>`now() - interval '1 day'`)
    .execute();
}
