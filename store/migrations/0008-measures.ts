import { type Kysely, sql } from 'kysely';

/**
 * What is counted over all time: how heals ended and how long they took, verdicts, tokens, cost. Counted by the
 * database in the transaction of what is counted, so no restart, reset or repeated step makes a number wrong, and
 * reading them costs the same after a million heals.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table measures (
      name text not null,
      labels jsonb not null,
      value double precision not null default 0,
      primary key (name, labels)
    ) with (fillfactor = 50)`.execute(db);

  await sql`
    create function measure(what text, about jsonb, amount double precision) returns void language sql as $$
      insert into measures (name, labels, value) values (what, about, amount)
      on conflict (name, labels) do update set value = measures.value + excluded.value
    $$`.execute(db);

  // A histogram is kept as counts of values between two bounds; readers add them up.
  await sql`
    create function measure_seconds(what text, about jsonb, seconds double precision) returns void
      language plpgsql as $$
    declare bound double precision;
    begin
      if seconds is null then return; end if;
      select b into bound from unnest(array[0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600,
        1800, 3600, 14400]) b where seconds <= b order by b limit 1;
      perform measure(what || '_bucket', about || jsonb_build_object('le', coalesce(bound::text, '+Inf')), 1);
      perform measure(what || '_sum', about, greatest(seconds, 0));
    end $$`.execute(db);

  await measureTimeline(db);
  await measureAttempts(db);
}

/** Each trigger swallows its errors: a number that is missing must not stop a heal. */
async function measureTimeline(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function timeline_measure() returns trigger language plpgsql as $$
    declare
      incident incidents%rowtype;
      began timestamptz;
      fixer text;
    begin
      select * into incident from incidents where id = new.incident_id;
      select at into began from timeline
        where incident_id = new.incident_id and to_phase = 'detected' and seq < new.seq
        order by seq desc limit 1;
      if new.to_phase = 'detected' and new.from_phase is null then
        perform measure('opened', jsonb_build_object('fault', incident.fault_code, 'severity', incident.severity), 1);
        perform measure_seconds('heal_seconds', jsonb_build_object('fault', incident.fault_code, 'stage', 'detect'),
          extract(epoch from new.at - coalesce(
            (select min(at) from occurrences where incident_id = new.incident_id), new.at)));
      elsif new.to_phase = 'deploying' then
        perform measure_seconds('heal_seconds', jsonb_build_object('fault', incident.fault_code, 'stage', 'fix'),
          extract(epoch from new.at - began));
      elsif new.to_phase = 'resolved' then
        perform measure_seconds('heal_seconds', jsonb_build_object('fault', incident.fault_code, 'stage', 'restore'),
          extract(epoch from new.at - began));
      end if;
      if new.to_phase in ('resolved', 'failed', 'rolled_back', 'cancelled') then
        select candidate ->> 'provider' into fixer
          from attempts, jsonb_array_elements(proposal -> 'candidates') candidate
          where incident_id = new.incident_id and heal_run = incident.heal_run and candidate ->> 'id' = chosen
          order by number desc limit 1;
        perform measure('heals', jsonb_build_object('fault', incident.fault_code, 'outcome', new.to_phase,
          'provider', coalesce(fixer, 'none')), 1);
      end if;
      return null;
    exception when others then
      raise warning 'a timeline row is not measured: %', sqlerrm;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger timeline_measured after insert on timeline
      for each row when (new.to_phase is not null) execute function timeline_measure()`.execute(db);
}

async function measureAttempts(db: Kysely<unknown>): Promise<void> {
  // All numbers of one round; a repeated step writes the round again, so what counts is the difference.
  await sql`
    create function attempt_measures(proposal jsonb, verdicts jsonb)
      returns table (name text, labels jsonb, value double precision) language sql immutable as $$
      select 'verdicts', jsonb_build_object(
          'provider', coalesce((select c ->> 'provider' from jsonb_array_elements(proposal -> 'candidates') c
            where c ->> 'id' = v ->> 'candidateId' limit 1), proposal ->> 'provider', 'unknown'),
          'verdict', case when (v ->> 'proven')::boolean then 'proven' else 'refused' end,
          'step', coalesce((select s ->> 'name'
            from jsonb_array_elements(v -> 'steps') with ordinality as steps (s, n)
            where not (s ->> 'passed')::boolean order by n limit 1), '')), count(*)::double precision
        from jsonb_array_elements(verdicts) v group by 2
      union all
      select 'tokens', jsonb_build_object('provider', proposal ->> 'provider', 'kind', kind),
          (proposal -> 'usage' ->> field)::double precision
        from (values ('input', 'inputTokens'), ('output', 'outputTokens')) as kinds (kind, field)
        where jsonb_typeof(proposal -> 'usage') = 'object'
      union all
      select 'cost_usd', jsonb_build_object('provider', proposal ->> 'provider'),
          (proposal -> 'usage' ->> 'costUsd')::double precision
        where jsonb_typeof(proposal -> 'usage') = 'object'
    $$`.execute(db);
  // Rows are taken in one order, so that two rounds at the same time cannot wait for each other.
  await sql`
    create function attempts_measure() returns trigger language plpgsql as $$
    begin
      insert into measures (name, labels, value)
        select name, labels, sum(value) from (
          select * from attempt_measures(new.proposal, new.verdicts)
          union all
          select name, labels, -value from attempt_measures(
            case when tg_op = 'UPDATE' then old.proposal end, case when tg_op = 'UPDATE' then old.verdicts end)
        ) difference group by name, labels having sum(value) > 0 order by name, labels
      on conflict (name, labels) do update set value = measures.value + excluded.value;
      return null;
    exception when others then
      raise warning 'an attempt is not measured: %', sqlerrm;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger attempts_measured after insert or update of proposal, verdicts on attempts
      for each row execute function attempts_measure()`.execute(db);
}
