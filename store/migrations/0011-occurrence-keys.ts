import { type Kysely, sql } from 'kysely';

/** A request whose recording was not answered, since the connection broke, can be recorded again and is counted once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table occurrences add column key text`.execute(db);
  await sql`create unique index occurrences_key on occurrences (key) where key is not null`.execute(db);
}
