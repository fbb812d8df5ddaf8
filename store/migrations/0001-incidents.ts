import { type Kysely, sql } from 'kysely';

/**
 * Incidents, the requests that they count, and their timeline.
 * The rules that must hold for any program are constraints and triggers here, not only code.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create sequence incident_number`.execute(db);

  // lpad alone would cut the fifth digit off, hence the greatest().
  await sql`
    create table incidents (
      number bigint not null unique default nextval('incident_number'),
      id text primary key generated always as
        ('LIVE-' || lpad(number::text, greatest(4, length(number::text)), '0')) stored,
      service text not null,
      fault_code text not null,
      fault_type text not null,
      severity text not null check (severity in ('low', 'medium', 'high', 'critical')),
      route text not null,
      log_marker text not null,
      phase text not null default 'detected' check (phase in (
        'detected', 'cooling_down', 'analyzing', 'fixing', 'validating', 'awaiting_approval', 'pushing',
        'deploying', 'verifying', 'resolved', 'failed', 'rolled_back', 'cancelled')),
      heal_run integer not null default 1 check (heal_run > 0),
      affected_requests integer not null default 0,
      opened_at timestamptz not null default now(),
      ended_at timestamptz,
      root_cause jsonb,
      remediation jsonb,
      verification jsonb,
      constraint incidents_end_with_their_phase check (
        (ended_at is not null) = (phase in ('resolved', 'failed', 'rolled_back', 'cancelled'))),
      constraint incidents_resolve_by_remediation check (phase <> 'resolved' or remediation is not null)
    ) with (fillfactor = 80)`.execute(db);
  await sql`
    create unique index incidents_one_open on incidents (service, fault_code) where ended_at is null`.execute(
    db,
  );
  await sql`create index incidents_phase on incidents (phase)`.execute(db);
  await sql`create index incidents_opened on incidents (service, opened_at)`.execute(db);

  await sql`
    create table occurrences (
      id bigint primary key generated always as identity,
      incident_id text not null references incidents (id) on delete cascade,
      at timestamptz not null default now(),
      route text not null,
      reason text not null,
      log_line text not null,
      latency_ms double precision not null,
      error_class text,
      message text not null,
      sqlstate text,
      stack text,
      build_sha text
    )`.execute(db);
  await sql`create index occurrences_incident on occurrences (incident_id, id)`.execute(db);

  await sql`
    create table timeline (
      seq bigint primary key generated always as identity,
      incident_id text not null references incidents (id) on delete cascade,
      key text not null,
      at timestamptz not null default clock_timestamp(),
      kind text not null check (kind in ('phase', 'note')),
      from_phase text,
      to_phase text,
      message text not null,
      data jsonb not null default '{}',
      constraint timeline_key unique (incident_id, key),
      constraint timeline_phase check (kind = 'note' or to_phase is not null)
    )`.execute(db);
  await sql`create index timeline_incident on timeline (incident_id, seq)`.execute(db);
  await guardTimeline(db);
}

async function guardTimeline(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function timeline_refuse() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        -- A cascade comes after its incident is gone; any other delete comes before.
        if not exists (select 1 from incidents where id = old.incident_id) then
          return old;
        end if;
      end if;
      raise exception 'the timeline is append-only: % refused', tg_op using errcode = 'restrict_violation';
    end $$`.execute(db);
  await sql`
    create trigger timeline_append_only before update or delete on timeline
      for each row execute function timeline_refuse()`.execute(db);
  await sql`
    create trigger timeline_no_truncate before truncate on timeline
      for each statement execute function timeline_refuse()`.execute(db);

  // A reader that asks for "all after seq 7" must never miss a row: numbers are drawn in the order of the
  // commits, so writers take turns from before the number is drawn until they have committed.
  await sql`
    create function timeline_in_turn() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(7823, 1);
      return null;
    end $$`.execute(db);
  await sql`
    create trigger timeline_turn before insert on timeline
      for each statement execute function timeline_in_turn()`.execute(db);
}
