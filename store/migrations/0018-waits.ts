import { type Kysely, sql } from 'kysely';

/** What the steps of heals wait for now, so that the pages can show it. The timeline keeps when it began and ended. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table waits (
      incident_id text not null references incidents (id) on delete cascade,
      step text not null,
      kind text not null check (kind in ('person', 'limit', 'outage', 'queue')),
      waits_on text not null,
      reason text not null,
      url text,
      since timestamptz not null default now(),
      until timestamptz,
      primary key (incident_id, step)
    )`.execute(db);
}
