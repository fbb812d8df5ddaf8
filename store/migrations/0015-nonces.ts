import { type Kysely, sql } from 'kysely';

/**
 * Ids are counted, and a new database counts from 1 again, while repositories and other systems still know the ids of
 * the one before. What goes there carries this besides. Absent for what was under way already, whose keys must stay.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['incidents', 'resets']) {
    await sql`alter table ${sql.table(table)} add column nonce text`.execute(db);
    // 48 random bits. https://www.postgresql.org/docs/current/functions-uuid.html
    await sql`alter table ${sql.table(table)}
      alter column nonce set default left(replace(gen_random_uuid()::text, '-', ''), 12)`.execute(db);
  }
}
