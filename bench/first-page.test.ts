import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../store/connect.ts';
import { createTestApp, type TestApp } from '../app/testing/test-app.ts';

/** The first page of the list may cost this much more with many incidents than with few. */
const MOST = 1.5;
const FEW = 100;
const MANY = 100_000;
const ROUNDS = 60;
const WARM_UP = 10;

let few: TestApp;
let many: TestApp;
beforeAll(async () => {
  few = await createTestApp();
  many = await createTestApp();
  await fill(few, FEW);
  await fill(many, MANY);
});
afterAll(() => Promise.all([few?.close(), many?.close()]));

/** Ended incidents of every outcome, each with its requests, its timeline and its outcome, and a few open ones. */
async function fill(app: TestApp, count: number): Promise<void> {
  const { settings, service } = app.parts;
  const db = connect(settings.DATABASE_URL as string, 1);
  const codes = service.faults.map(({ code }) => code);
  try {
    await sql`
      with made as (
        insert into incidents (service, fault_code, fault_type, severity, route, log_marker, affected_requests,
          phase, ended_at, remediation)
        select ${service.name}, (${codes}::text[])[1 + n % ${codes.length}::integer], 'sql_error',
          (array['low', 'medium', 'high', 'critical'])[1 + n % 4], '/things', 'FAULT', 3,
          (array['resolved', 'resolved', 'resolved', 'failed', 'cancelled'])[1 + n % 5], now(), '{}'
        from generate_series(1, ${count}::integer) n returning id, fault_code, phase),
      rows as (
        insert into timeline (incident_id, key, kind, from_phase, to_phase, message)
        select id, 'now', 'phase', 'detected', 'analyzing', 'Replays the fault.' from made),
      seen as (
        insert into occurrences (incident_id, route, reason, log_line, latency_ms, message)
        select id, '/things', 'broken', 'FAULT route=/things', 12, 'broken' from made)
      insert into heal_outcomes
      select id, 1, ${service.name}, fault_code, 'high', phase, 'repair', now(), now(), now(), now(), 1, 3, 2, 0, 0
      from made`.execute(db);
    await sql`vacuum analyze`.execute(db);
  } finally {
    await db.destroy();
  }
  for (const fault of service.faults) await app.app.request(fault.route, { method: 'POST' });
}

async function cost(app: TestApp, path: string): Promise<number> {
  const since = performance.now();
  const response = await app.app.request(path, { headers: { accept: 'text/html' } });
  const html = await response.text();
  const ms = performance.now() - since;
  expect(response.status).toBe(200);
  expect(html).toContain('<tr id="LIVE-');
  return ms;
}

const median = (values: number[]) =>
  values.toSorted((one, other) => one - other)[values.length >> 1] as number;

// Measured in turns, so that a busy machine slows both alike.
it.each(['/developer/incidents', '/developer/incidents?status=failed', '/developer/incidents?severity=high'])(
  `costs at most ${MOST} times as much with ${MANY} incidents as with ${FEW}: %s`,
  async (path) => {
    const times: { few: number[]; many: number[] } = { few: [], many: [] };
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      const pair = { few: await cost(few, path), many: await cost(many, path) };
      if (round < 0) continue;
      times.few.push(pair.few);
      times.many.push(pair.many);
    }
    const [small, large] = [median(times.few), median(times.many)];
    console.log(
      `${path}: ${small.toFixed(1)} ms with ${FEW}, ${large.toFixed(1)} ms with ${MANY}, ${(large / small).toFixed(2)} times`,
    );
    expect(large / small).toBeLessThanOrEqual(MOST);
  },
);
