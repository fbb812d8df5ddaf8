import { afterEach, beforeEach, expect, it } from 'vitest';
import { incidentIn } from '../../../store/testing/incident-in.ts';
import { createTestAppWithOutages, type TestAppWithOutages } from '../../testing/outage.ts';

let test: TestAppWithOutages;
beforeEach(async () => {
  test = await createTestAppWithOutages();
});
afterEach(() => test.close());

async function scrape() {
  const response = await test.app.request('/metrics');
  return { response, lines: (await response.text()).split('\n') };
}

it('tells in the text format of Prometheus how things are', async () => {
  await incidentIn(test.store, 'validating', { severity: 'critical' });
  await incidentIn(test.store, 'validating', { severity: 'critical' });
  await incidentIn(test.store, 'detected', { severity: 'high' });
  await incidentIn(test.store, 'resolved');
  await test.store.setPaused(true, 'a release');
  const { response, lines } = await scrape();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(lines).toEqual(
    expect.arrayContaining([
      `suture_build_info{build_sha="${'a'.repeat(40)}"} 1`,
      'suture_store_up 1',
      'suture_incidents{status="detected"} 1',
      'suture_incidents{status="in_progress"} 2',
      'suture_incidents{status="resolved"} 1',
      'suture_incidents{status="failed"} 0',
      'suture_open_incidents{phase="validating",severity="critical"} 2',
      'suture_open_incidents{phase="detected",severity="high"} 1',
      'suture_outbox_depth 4',
      'suture_healing_paused 1',
    ]),
  );
});

it('writes nothing that Prometheus cannot read', async () => {
  await incidentIn(test.store, 'detected');
  const { lines } = await scrape();
  expect(lines.at(-1)).toBe('');
  const comment = /^(# (HELP|TYPE) [a-z]\w* \S.*)?$/;
  const sample = /^[a-z]\w*(\{([a-z_]+="([^"\\\n]|\\["\\n])*",?)*\})? (-?[\d.]+(e[+-]?\d+)?|NaN|[+-]Inf)$/;
  expect(lines.filter((line) => line && !comment.test(line) && !sample.test(line))).toEqual([]);
  const typed = lines.flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? []);
  expect(new Set(typed).size).toBe(typed.length);
});

it('tells the rest while PostgreSQL is away', async () => {
  await test.postgres.cut();
  const { response, lines } = await scrape();
  expect(response.status).toBe(200);
  expect(lines).toContain('suture_store_up 0');
  expect(lines.filter((line) => /^suture_(incidents|outbox_depth|healing_paused)\b/.test(line))).toEqual([]);
});
