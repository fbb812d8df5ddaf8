import type { StoreContext, Tx } from '../context.ts';
import type { Reset } from '../model.ts';
import { insertOutbox } from '../outbox/enqueue.ts';
import { toReset } from './reset-view.ts';

/**
 * The running reset, or a new one with its outbox row. A unique index allows one running reset, so requests at the same
 * time get the same one.
 * @returns `created`: false when it was running already
 */
export async function requestReset(
  { db, publish }: StoreContext,
  by: string,
): Promise<{ reset: Reset; created: boolean }> {
  const answer = await db.transaction().execute(async (tx) => {
    // The running one can end between the two looks; then the next turn makes a new one.
    for (;;) {
      const running = await runningReset(tx);
      if (running) return { reset: running, created: false };
      const row = await tx
        .insertInto('resets')
        .values({ requested_by: by })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      if (!row) continue;
      await insertOutbox(tx, { kind: 'start_reset', resetId: row.id }, `start_reset:${row.id}`);
      return { reset: toReset(row), created: true };
    }
  });
  if (answer.created) {
    const message = `${answer.reset.id} requested by ${by}`;
    publish({ kind: 'reset', seq: null, incident_id: null, phase: null, message });
  }
  return answer;
}

async function runningReset(tx: Tx): Promise<Reset | null> {
  const row = await tx.selectFrom('resets').selectAll().where('finished_at', 'is', null).executeTakeFirst();
  return row ? toReset(row) : null;
}
