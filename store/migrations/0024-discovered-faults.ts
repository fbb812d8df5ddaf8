import { type Kysely, sql } from 'kysely';

/** Faults that no definition declares, recordings of failing and of good requests, and the files of a commit. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table recordings (
      id bigint primary key generated always as identity,
      service text not null,
      fault_code text,
      incident_id text references incidents (id) on delete cascade,
      route text not null,
      good boolean not null,
      release text,
      at timestamptz not null,
      body jsonb not null,
      constraint recordings_of_a_fault check (good or fault_code is not null)
    )`.execute(db);
  await sql`create index recordings_fault on recordings (service, fault_code, id) where not good`.execute(db);
  await sql`create index recordings_incident on recordings (incident_id)`.execute(db);
  await sql`create index recordings_good on recordings (service, route, id) where good`.execute(db);

  await sql`
    create table discovered_faults (
      service text not null,
      code text not null,
      fault jsonb not null,
      -- A person says that two faults are one: its failures count in this other one.
      merged_into text,
      -- A person says that one fault is several: its failures are told apart by their messages.
      split boolean not null default false,
      first_at timestamptz not null default now(),
      primary key (service, code),
      constraint discovered_faults_not_into_itself check (merged_into <> code)
    )`.execute(db);

  await sql`
    create table service_files (
      service text primary key,
      commit text not null,
      files jsonb not null
    )`.execute(db);
}
