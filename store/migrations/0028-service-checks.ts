import { type Kysely, sql } from 'kysely';

/** What was checked of a service: when its definition was read, what its files tell, and the last `suture check`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table services add column read_at timestamptz, add column detection jsonb, add column last_check jsonb`.execute(
    db,
  );
}
