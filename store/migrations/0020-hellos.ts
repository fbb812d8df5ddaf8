import { type Kysely, sql } from 'kysely';

/** What the recorder of a service says now and then, and failures that no declared fault matches. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table service_releases (
      service text not null,
      release text not null,
      node text not null,
      address text,
      started_at timestamptz not null default now(),
      seen_at timestamptz not null default now(),
      primary key (service, release)
    )`.execute(db);
  await sql`
    create table service_traffic (
      service text not null,
      release text not null,
      method text not null,
      route text not null,
      minute timestamptz not null,
      requests bigint not null,
      primary key (service, minute, release, method, route)
    )`.execute(db);
  await sql`
    create table undeclared_failures (
      service text not null,
      method text not null,
      route text not null,
      status integer not null,
      error_class text not null,
      message text not null,
      release text,
      recording jsonb not null,
      times bigint not null,
      first_at timestamptz not null,
      last_at timestamptz not null,
      primary key (service, method, route, status, error_class)
    )`.execute(db);
  await sql`alter table services add column recorded_at timestamptz`.execute(db);
}
