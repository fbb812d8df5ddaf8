import { type Kysely, sql } from 'kysely';

/** What the heals found, tried and pushed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table analyses (
      incident_id text primary key references incidents (id) on delete cascade,
      analysis jsonb not null,
      at timestamptz not null default now()
    )`.execute(db);

  await sql`
    create table attempts (
      incident_id text not null references incidents (id) on delete cascade,
      heal_run integer not null,
      number integer not null check (number > 0),
      proposal jsonb not null,
      verdicts jsonb not null default '[]',
      chosen text,
      diff text,
      commit text,
      rejection text,
      started_at timestamptz not null default now(),
      primary key (incident_id, heal_run, number)
    )`.execute(db);

  // No reference to the incident: a callback may arrive after a reset has deleted it, and its commit is
  // still one of ours.
  await sql`
    create table pushes (
      commit text primary key,
      kind text not null check (kind in ('fix', 'revert', 'reset')),
      incident_id text,
      attempt integer,
      reset_id text,
      pushed_at timestamptz not null default now()
    )`.execute(db);
}
