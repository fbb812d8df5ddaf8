import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestAppWithOutages, type TestAppWithOutages } from '../testing/outage.ts';
import { jsonOf } from '../testing/test-app.ts';

const NOBODY = 'http://127.0.0.1:1';

let test: TestAppWithOutages;
beforeEach(async () => {
  test = await createTestAppWithOutages({ environment: { MOCK_API_BASE_URL: NOBODY } });
});
afterEach(() => test.close());

interface FaultBody {
  reason: string;
  incident_id: string | null;
}
async function fail(path: string) {
  const response = await test.post(`/test-fault/${path}`);
  return { status: response.status, body: await jsonOf<FaultBody>(response) };
}
const spooled = () => readdir(join(test.parts.settings.STATE_DIR, 'spool')).catch(() => []);
const waiting = async () => {
  const text = await (await test.app.request('/metrics')).text();
  return Number(/^suture_occurrences_waiting (\d+)$/m.exec(text)?.[1]);
};
const recorded = () =>
  vi.waitFor(async () => expect([await waiting(), await spooled()]).toEqual([0, []]), { timeout: 20_000 });

describe('a fault that fires while PostgreSQL is away', () => {
  it('is answered as ever, kept on disk, and recorded once when PostgreSQL is back', async () => {
    await test.postgres.cut();
    const answer = await fail('external-api');
    expect(answer).toMatchObject({ status: 504, body: { reason: 'connection_error', incident_id: null } });
    expect(test.lines[0]).toMatch(
      /^FAULT_EXTERNAL_API_LATENCY route=\S+ reason=connection_error latency=\S+$/,
    );
    expect(await spooled()).toHaveLength(1);
    expect(await waiting()).toBe(1);

    await test.postgres.mend();
    await recorded();
    expect(await spooled()).toEqual([]);
    const { incidents } = await test.store.listIncidents();
    expect(incidents).toMatchObject([
      { id: 'LIVE-0001', error_code: 'FAULT_EXTERNAL_API_LATENCY', symptoms: { affected_requests: 1 } },
    ]);
    expect(await test.takeOutbox()).toEqual([{ kind: 'start_heal', incidentId: 'LIVE-0001', healRun: 1 }]);
  });

  it('is counted exactly, however many requests there are and whenever PostgreSQL goes', async () => {
    const storm = () => Array.from({ length: 20 }, () => fail('external-api'));
    // Each time some are answered, and the others are on their way.
    const before = storm();
    await Promise.race(before);
    await test.postgres.cut();
    const meanwhile = storm();
    await Promise.race(meanwhile);
    expect(await waiting()).toBeGreaterThan(0);
    await test.postgres.mend();
    const answers = await Promise.all([...before, ...meanwhile, ...storm()]);
    expect(answers.every(({ status }) => status === 504)).toBe(true);
    await recorded();
    const { incidents } = await test.store.listIncidents();
    expect(incidents.map(({ symptoms }) => symptoms.affected_requests)).toEqual([60]);
    expect(await spooled()).toEqual([]);
  });

  it('says so when it is PostgreSQL that it needed', async () => {
    await test.postgres.cut();
    expect(await fail('run')).toMatchObject({ status: 500, body: { reason: 'database_unavailable' } });
    await test.postgres.mend();
    await recorded();
    expect(await fail('run')).toMatchObject({
      status: 500,
      body: { reason: 'syntax_error', incident_id: 'LIVE-0001' },
    });
  });
});
