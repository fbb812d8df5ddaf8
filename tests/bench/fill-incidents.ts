import type { ServiceDefinition } from '../../domain/service-definition.ts';
import { createStore } from '../../store/create-store.ts';
import { ask } from './database.ts';

/** Rows written in one transaction. */
const BATCH = 10_000;

/** Ended incidents, each with a row of its timeline and what its heal came to, as heals leave them behind. */
const ENDED = `
  with made as (
    insert into incidents (service, fault_code, fault_type, severity, route, log_marker, phase, ended_at,
      opened_at)
    select $1::text, f.code, f.type, f.severity, f.route, f.code,
      (array['failed', 'cancelled', 'rolled_back'])[1 + n % 3],
      now() - interval '1 day' + n * interval '1 ms', now() - interval '1 day'
    from generate_series(1, $3::integer) n
    join jsonb_to_recordset($2::jsonb) as f (place integer, code text, type text, severity text, route text)
      on f.place = n % jsonb_array_length($2::jsonb)
    returning *),
  told as (
    insert into timeline (incident_id, key, kind, to_phase, message)
    select id, 'analyzing:1', 'phase', 'analyzing', 'Replays the failing request.' from made)
  insert into heal_outcomes (incident_id, heal_run, service, fault_code, severity, outcome, detected_at,
    ended_at, attempts, tried, refused, tokens, cost_usd)
  select id, 1, service, fault_code, severity, phase, opened_at, ended_at, 1, 3, 2, 0, 0 from made`;

/**
 * Fills a database as a service leaves it behind: `count` incidents, of which one of each fault is open. The counters are
 * kept by the triggers, as always.
 */
export async function fillIncidents(url: string, service: ServiceDefinition, count: number): Promise<void> {
  const faults = service.faults.map(({ code, type, severity, route }, place) => {
    return { place, code, type, severity, route };
  });
  for (let left = count - faults.length; left > 0; left -= BATCH) {
    await ask(url, ENDED, [service.name, JSON.stringify(faults), Math.min(left, BATCH)]);
  }
  const store = createStore({ databaseUrl: url, poolSize: 1 });
  try {
    for (const { code, type, severity, route } of faults) {
      const logLine = `${code} route=${route} reason=bench latency=0.50`;
      const fault = { service: service.name, faultCode: code, faultType: type, severity, route };
      await store.recordOccurrence({ ...fault, reason: 'bench', logLine, latencyMs: 500 });
    }
  } finally {
    await store.close();
  }
  // What autovacuum does on a server that has been up for longer than this one.
  await ask(url, 'vacuum analyze');
}
