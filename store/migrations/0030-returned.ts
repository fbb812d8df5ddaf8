import { type Kysely, sql } from 'kysely';

/** When a failure came back on a release with the fix that had resolved it; null: it did not. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table heal_outcomes add column returned_at timestamptz`.execute(db);
  await sql`alter table outbox drop constraint outbox_message_check`.execute(db);
  await sql`
    alter table outbox add constraint outbox_message_check check (message ->> 'kind' in
      ('start_heal', 'start_reset', 'start_roll_back', 'signal', 'update', 'cancel', 'read_definition',
        'judge_return'))`.execute(db);
}
