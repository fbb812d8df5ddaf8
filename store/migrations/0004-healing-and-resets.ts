import { type Kysely, sql } from 'kysely';

/** The healing switch, the resets, and what they deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table healing_state (
      only_row boolean primary key default true check (only_row),
      paused boolean not null default false,
      reason text,
      revision bigint not null default 0,
      changed_at timestamptz not null default now(),
      reset_at timestamptz
    )`.execute(db);
  await sql`insert into healing_state default values`.execute(db);

  await sql`create sequence reset_number`.execute(db);
  await sql`
    create table resets (
      number bigint not null unique default nextval('reset_number'),
      id text primary key generated always as
        ('RESET-' || lpad(number::text, greatest(4, length(number::text)), '0')) stored,
      step text not null default 'requested' check (step in (
        'requested', 'heals_cancelled', 'cleared', 'code_pushed', 'live', 'done', 'failed')),
      deleted integer not null default 0,
      cooldowns_cleared integer not null default 0,
      code_status text not null default 'pending'
        check (code_status in ('pending', 'pushed', 'unchanged', 'failed')),
      code_commit text,
      error text,
      requested_by text not null,
      requested_at timestamptz not null default now(),
      finished_at timestamptz,
      constraint resets_finish_with_their_step check (
        (finished_at is not null) = (step in ('done', 'failed')))
    )`.execute(db);
  // At most one reset runs, also for concurrent requests.
  await sql`create unique index resets_one_running on resets ((true)) where finished_at is null`.execute(db);

  await sql`
    create table deleted_incidents (
      incident_id text primary key,
      reset_id text not null,
      deleted_at timestamptz not null default now()
    )`.execute(db);
  await sql`create index deleted_incidents_reset on deleted_incidents (reset_id)`.execute(db);
}
