import type { StoreContext } from '../context.ts';

/** A commit that Suture made. */
export interface RecordedPush {
  commit: string;
  kind: 'fix' | 'revert' | 'reset';
  incidentId: string | null;
  attempt: number | null;
  resetId: string | null;
}

/** Remembers a commit that Suture pushed, once, and notes it on the attempt that it came from. */
export async function recordPush({ db }: StoreContext, push: RecordedPush): Promise<void> {
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

/** Whether Suture pushed this commit; a callback about any other concerns no workflow. */
export async function isKnownCommit({ db }: StoreContext, commit: string): Promise<boolean> {
  const row = await db.selectFrom('pushes').select('commit').where('commit', '=', commit).executeTakeFirst();
  return row !== undefined;
}
