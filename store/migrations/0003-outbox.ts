import { type Kysely, sql } from 'kysely';

/** Messages to workflows, written in the transaction that made them necessary. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table outbox (
      id bigint primary key generated always as identity,
      dedupe_key text not null unique,
      target text not null,
      message jsonb not null check (message ->> 'kind' in ('start_heal', 'start_reset', 'signal')),
      incident_id text references incidents (id) on delete cascade,
      tries integer not null default 0,
      due_at timestamptz not null default now(),
      last_error text,
      created_at timestamptz not null default now(),
      delivered_at timestamptz
    )`.execute(db);
  await sql`create index outbox_due on outbox (id) where delivered_at is null`.execute(db);
  await sql`create index outbox_target on outbox (target, id) where delivered_at is null`.execute(db);
  await sql`create index outbox_incident on outbox (incident_id)`.execute(db);

  await sql`
    create function outbox_announce() returns trigger language plpgsql as $$
    begin
      perform pg_notify('suture_outbox', '');
      return null;
    end $$`.execute(db);
  await sql`
    create trigger outbox_announced after insert on outbox
      for each statement execute function outbox_announce()`.execute(db);
}
