import { type Kysely, sql } from 'kysely';

/** A person may stop one heal. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table outbox drop constraint outbox_message_check`.execute(db);
  await sql`
    alter table outbox add constraint outbox_message_check check (message ->> 'kind' in
      ('start_heal', 'start_reset', 'start_roll_back', 'signal', 'update', 'cancel', 'read_definition'))`.execute(
    db,
  );
}
