import { sql } from 'kysely';
import type { StoreContext } from '../context.ts';
import { storable } from '../json.ts';
import type { OutboxRow } from '../model.ts';

/** The longest wait before a row is tried again, in milliseconds; the first is 100 ms, then it doubles. */
const LONGEST_WAIT_MS = 10_000;
const FIRST_WAIT_MS = 100;

/**
 * Hands over due rows, oldest first, each in a transaction of its own. A row that fails waits, grows its wait, and holds
 * up only later rows for the same workflow. Dispatchers may run side by side: each takes rows that no other holds.
 * @returns how many rows were delivered.
 */
export async function dispatchOutbox(
  context: StoreContext,
  deliver: (row: OutboxRow) => Promise<void>,
  limit: number,
): Promise<number> {
  let delivered = 0;
  for (let turn = 0; turn < limit; turn += 1) {
    const outcome = await dispatchOne(context, deliver);
    if (outcome === 'none') break;
    if (outcome === 'delivered') delivered += 1;
  }
  return delivered;
}

async function dispatchOne(
  { db }: StoreContext,
  deliver: (row: OutboxRow) => Promise<void>,
): Promise<'none' | 'delivered' | 'failed'> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('outbox')
      .select(['id', 'message', 'tries', 'trace'])
      .where('delivered_at', 'is', null)
      .where('due_at', '<=', sql<Date>`now()`)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('outbox as earlier')
              .select('earlier.id')
              .whereRef('earlier.target', '=', 'outbox.target')
              .whereRef('earlier.id', '<', 'outbox.id')
              .where('earlier.delivered_at', 'is', null),
          ),
        ),
      )
      .orderBy('id')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (!row) return 'none';
    try {
      await deliver(row);
    } catch (error) {
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(row.tries, 20));
      await tx
        .updateTable('outbox')
        .set({
          tries: row.tries + 1,
          last_error: storable(error instanceof Error ? error.message : String(error), 2_000),
          due_at: sql`clock_timestamp() + ${wait} * interval '1 millisecond'`,
        })
        .where('id', '=', row.id)
        .execute();
      return 'failed';
    }
    await tx
      .updateTable('outbox')
      .set({ tries: row.tries + 1, last_error: null, delivered_at: sql`clock_timestamp()` })
      .where('id', '=', row.id)
      .execute();
    return 'delivered';
  });
}

/** Rows that are still to be delivered. */
export async function outboxDepth({ db }: StoreContext): Promise<number> {
  const { count } = await db
    .selectFrom('outbox')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('delivered_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}
