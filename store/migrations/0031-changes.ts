import { type Kysely, sql } from 'kysely';

/** The changes that Suture opened, to count them for a service and to know what people made of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table changes (
      incident_id text not null references incidents (id) on delete cascade,
      heal_run integer not null,
      attempt integer not null,
      service text not null,
      fault_code text not null,
      opened_at timestamptz not null default now(),
      review jsonb,
      outcome text check (outcome in ('merged', 'closed', 'withdrawn')),
      why text,
      asked_at timestamptz,
      primary key (incident_id, heal_run, attempt))`.execute(db);
  await sql`create index changes_of_service on changes (service, opened_at)`.execute(db);
}
