import type { StoreContext } from '../context.ts';
import type { Store } from '../store.ts';

/** Remembers a commit once, and notes it on the attempt that it came from. */
export async function recordPush(
  { db }: StoreContext,
  push: Parameters<Store['recordPush']>[0],
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { commit, kind, incidentId, attempt, resetId } = push;
    await tx
      .insertInto('pushes')
      .values({ commit, kind, incident_id: incidentId, attempt, reset_id: resetId })
      .onConflict((conflict) => conflict.column('commit').doNothing())
      .execute();
    if (kind !== 'fix' || incidentId === null || attempt === null) return;
    await tx
      .updateTable('attempts')
      .set({ commit })
      .where('incident_id', '=', incidentId)
      .where('number', '=', attempt)
      .where('heal_run', '=', (eb) =>
        eb.selectFrom('incidents').select('heal_run').where('id', '=', incidentId),
      )
      .execute();
  });
}

export async function isKnownCommit({ db }: StoreContext, commit: string): Promise<boolean> {
  const row = await db.selectFrom('pushes').select('commit').where('commit', '=', commit).executeTakeFirst();
  return row !== undefined;
}
