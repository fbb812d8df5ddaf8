import { type Kysely, sql } from 'kysely';

/** What a message continues: the trace of the request that made it necessary, as W3C headers by name. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table outbox add column trace jsonb`.execute(db);
}
