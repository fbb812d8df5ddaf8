import { type Kysely, sql } from 'kysely';

/** A service that moves to another repository or branch keeps its definition until a worker has read the one there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table services drop constraint services_definition_has_commit`.execute(db);
}
