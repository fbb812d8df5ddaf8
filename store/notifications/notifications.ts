import { sql } from 'kysely';
import type { StoreContext } from '../context.ts';

/**
 * Takes the right to send a notification; `notificationSent` or `notificationFailed` must follow.
 * @returns `taken`: nobody has sent it. `unsure`: an earlier call began, and it may have arrived. `sent`: it arrived.
 */
export async function claimNotification(
  { db }: StoreContext,
  incidentId: string,
  key: string,
  channel: string,
): Promise<'taken' | 'unsure' | 'sent'> {
  return db.transaction().execute(async (tx) => {
    const claimed = await tx
      .insertInto('notifications')
      .values({ incident_id: incidentId, key, channel })
      .onConflict((conflict) => conflict.columns(['key', 'channel']).doNothing())
      .returning('key')
      .executeTakeFirst();
    if (claimed) return 'taken';
    const { sent_at } = await tx
      .selectFrom('notifications')
      .select('sent_at')
      .where('key', '=', key)
      .where('channel', '=', channel)
      .executeTakeFirstOrThrow();
    return sent_at ? 'sent' : 'unsure';
  });
}

/** It arrived. */
export async function notificationSent({ db }: StoreContext, key: string, channel: string): Promise<void> {
  await db
    .updateTable('notifications')
    .set({ sent_at: sql<Date>`now()` })
    .where('key', '=', key)
    .where('channel', '=', channel)
    .execute();
}

/** It certainly did not arrive, so it may be sent again. */
export async function notificationFailed({ db }: StoreContext, key: string, channel: string): Promise<void> {
  await db
    .deleteFrom('notifications')
    .where('key', '=', key)
    .where('channel', '=', channel)
    .where('sent_at', 'is', null)
    .execute();
}
