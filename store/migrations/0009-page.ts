import { type Kysely, sql } from 'kysely';

/**
 * What the pages show: the list in its order however long it is, how many incidents there are of each status, how
 * heals ended (a reset leaves that alone), the newest rollouts, and the workers that are alive.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await orderTheList(db);
  await countIncidents(db);
  await keepOutcomes(db);

  await sql`
    create table rollouts (
      commit text primary key,
      status text not null check (status in ('pending', 'success', 'failure')),
      fault_codes text[] not null,
      run_url text not null,
      detail text not null default '',
      began_at timestamptz not null default now(),
      ended_at timestamptz,
      constraint rollouts_end_with_their_status check ((ended_at is null) = (status = 'pending'))
    )`.execute(db);
  await sql`create index rollouts_began on rollouts (began_at)`.execute(db);

  await sql`
    create table worker_heartbeats (
      worker text primary key,
      started_at timestamptz not null default now(),
      seen_at timestamptz not null default now(),
      pollers integer,
      problem text
    )`.execute(db);
}

/** One number orders the list, open incidents first and then the newest; pages are cut by it. */
async function orderTheList(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table incidents
      add column status text not null generated always as (case
        when phase in ('detected', 'resolved') then phase
        when phase in ('failed', 'rolled_back', 'cancelled') then 'failed'
        else 'in_progress' end) stored,
      add column list_rank bigint not null generated always as (
        number + case when ended_at is null then 1000000000000000 else 0 end) stored`.execute(db);
  await sql`create unique index incidents_list on incidents (list_rank)`.execute(db);
  await sql`create index incidents_list_status on incidents (status, list_rank)`.execute(db);
  await sql`create index incidents_list_severity on incidents (severity, list_rank)`.execute(db);
  await sql`create index incidents_list_fault on incidents (fault_code, list_rank)`.execute(db);
}

/**
 * Changes are appended, and summed up from time to time by a request: a counter that is updated would make
 * every heal wait for every other until its transaction ends.
 */
async function countIncidents(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table incident_count_changes (
      id bigint primary key generated always as identity,
      status text not null,
      change bigint not null
    )`.execute(db);
  await sql`
    create function incidents_count() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        insert into incident_count_changes (status, change) select status, count(*) from new_rows group by status;
      elsif tg_op = 'DELETE' then
        insert into incident_count_changes (status, change) select status, -count(*) from old_rows group by status;
      else
        insert into incident_count_changes (status, change) values (old.status, -1), (new.status, 1);
      end if;
      -- What another transaction is summing up is left to it.
      if random() < 0.01 then
        with gone as (
          delete from incident_count_changes where id in (
            select id from incident_count_changes order by id for update skip locked)
          returning status, change)
        insert into incident_count_changes (status, change)
          select status, sum(change) from gone group by status having sum(change) <> 0;
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger incidents_counted_in after insert on incidents
      referencing new table as new_rows for each statement execute function incidents_count()`.execute(db);
  await sql`
    create trigger incidents_counted_out after delete on incidents
      referencing old table as old_rows for each statement execute function incidents_count()`.execute(db);
  await sql`
    create trigger incidents_counted_on after update of phase on incidents
      for each row when (old.status is distinct from new.status) execute function incidents_count()`.execute(
    db,
  );
  await sql`
    insert into incident_count_changes (status, change) select status, count(*) from incidents group by status`.execute(
    db,
  );
}

/** One row for each heal run that ended, written with the row of the timeline that ends it. */
async function keepOutcomes(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table heal_outcomes (
      incident_id text not null,
      heal_run integer not null,
      service text not null,
      fault_code text not null,
      severity text not null,
      outcome text not null,
      provider text,
      failed_at timestamptz,
      detected_at timestamptz not null,
      pushed_at timestamptz,
      ended_at timestamptz not null,
      attempts integer not null,
      tried integer not null,
      refused integer not null,
      tokens bigint not null,
      cost_usd double precision not null,
      primary key (incident_id, heal_run)
    )`.execute(db);
  await sql`create index heal_outcomes_ended on heal_outcomes (service, ended_at)`.execute(db);
  await sql`create index heal_outcomes_newest on heal_outcomes (service, fault_code, ended_at)`.execute(db);
  // A number that is missing must not stop a heal.
  await sql`
    create function timeline_outcome() returns trigger language plpgsql as $$
    declare
      incident incidents%rowtype;
      began timestamptz;
    begin
      select * into incident from incidents where id = new.incident_id;
      select at into began from timeline
        where incident_id = new.incident_id and to_phase = 'detected' order by seq desc limit 1;
      insert into heal_outcomes
        select incident.id, incident.heal_run, incident.service, incident.fault_code, incident.severity,
          new.to_phase,
          (array_agg(coalesce(chosen.provider, a.proposal ->> 'provider') order by a.number desc))[1],
          case when incident.heal_run = 1
            then (select min(at) from occurrences where incident_id = incident.id) end,
          began,
          (select max(at) from timeline
            where incident_id = incident.id and to_phase = 'deploying' and at >= began),
          new.at,
          count(a.number), coalesce(sum(v.tried), 0), coalesce(sum(v.refused), 0),
          coalesce(sum((a.proposal -> 'usage' ->> 'inputTokens')::bigint
            + (a.proposal -> 'usage' ->> 'outputTokens')::bigint), 0),
          coalesce(sum((a.proposal -> 'usage' ->> 'costUsd')::double precision), 0)
        from (select 1) always
        left join attempts a on a.incident_id = incident.id and a.heal_run = incident.heal_run
        left join lateral (
          select count(*) as tried, count(*) filter (where not (verdict ->> 'proven')::boolean) as refused
          from jsonb_array_elements(a.verdicts) verdict) v on true
        left join lateral (
          select candidate ->> 'provider' as provider from jsonb_array_elements(a.proposal -> 'candidates') candidate
          where candidate ->> 'id' = a.chosen limit 1) chosen on true
      -- A person may roll back a fix that held.
      on conflict (incident_id, heal_run) do update set outcome = excluded.outcome, ended_at = excluded.ended_at;
      return null;
    exception when others then
      raise warning 'the outcome of % is not kept: %', new.incident_id, sqlerrm;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger timeline_outcome_kept after insert on timeline
      for each row when (new.to_phase in ('resolved', 'failed', 'rolled_back', 'cancelled'))
      execute function timeline_outcome()`.execute(db);
}
