import { type Kysely, sql } from 'kysely';

/** Log events that were taken over, so that an event which is delivered again counts once. A reset leaves them alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ingested_events (
      id text primary key,
      seen_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index ingested_events_seen on ingested_events (seen_at)`.execute(db);
}
