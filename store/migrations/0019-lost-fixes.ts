import { type Kysely, sql } from 'kysely';

/** When a fix was found missing on the branch, as after a forced push; null while the branch contains it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table pushes add column lost_at timestamptz`.execute(db);
  await sql`create index pushes_of_incident on pushes (incident_id)`.execute(db);
}
