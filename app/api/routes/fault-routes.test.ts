import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type ErrorBody, jsonOf, type TestApp } from '../../testing/test-app.ts';
import { startUpstream, type Upstream } from '../../testing/upstream.ts';

let upstream: Upstream;
let answer: Parameters<typeof startUpstream>[0];
let test: TestApp;
beforeAll(async () => {
  upstream = await startUpstream((call) => answer(call));
});
afterAll(() => upstream.close());
beforeEach(async () => {
  answer = () => ({ status: 200, body: '{"value":42}' });
  test = await createTestApp({ environment: { MOCK_API_BASE_URL: `${upstream.baseUrl}/` } });
});
afterEach(() => test.close());

interface FaultBody extends ErrorBody {
  reason: string;
  latency: number;
  incident_id: string;
}

async function fail(path: string, headers?: Record<string, string>) {
  const response = await test.post(path, undefined, headers);
  return { status: response.status, body: await jsonOf<FaultBody>(response) };
}

describe('POST /test-fault/run', () => {
  it('fails with 500, one line on stderr and one occurrence', async () => {
    const { status, body } = await fail('/test-fault/run');
    expect(status).toBe(500);
    expect(body).toEqual({
      error: { code: 'FAULT_SQL_INJECTION_TEST', message: 'syntax error at end of input' },
      reason: 'syntax_error',
      route: '/test-fault/run',
      latency: expect.any(Number),
      incident_id: 'LIVE-0001',
    });
    expect(test.lines).toEqual([
      expect.stringMatching(
        /^FAULT_SQL_INJECTION_TEST route=\/test-fault\/run reason=syntax_error latency=\d+\.\d\d$/,
      ),
    ]);
    expect(await test.store.getIncident('LIVE-0001')).toMatchObject({
      error_code: 'FAULT_SQL_INJECTION_TEST',
      severity: 'high',
      status: 'detected',
      symptoms: { affected_requests: 1 },
      breadcrumbs: { recent_logs: test.lines },
    });
    expect(await test.takeOutbox()).toEqual([{ kind: 'start_heal', incidentId: 'LIVE-0001', healRun: 1 }]);
  });

  it('runs the same code for a verification and records nothing', async () => {
    const { status, body } = await fail('/test-fault/run', { 'X-Fault-Verification': '1' });
    expect(status).toBe(500);
    expect(body).toMatchObject({ reason: 'syntax_error', incident_id: null });
    expect((await test.store.listIncidents()).incidents).toEqual([]);
    expect(test.lines[0]).toMatch(
      /^FAULT_SQL_INJECTION_TEST route=\S+ reason=syntax_error latency=\S+ verification=1$/,
    );
    expect(test.lines[1]).toMatch(/app\/faults\/sql\.ts:\d+:\d+/);
    expect(test.lines[1]).toContain("code: '42601'");
  });

  it('joins the open incident', async () => {
    await fail('/test-fault/run');
    expect((await fail('/test-fault/run')).body.incident_id).toBe('LIVE-0001');
    expect((await test.store.getIncident('LIVE-0001'))?.symptoms.affected_requests).toBe(2);
  });
});

describe('POST /test-fault/external-api', () => {
  const path = '/test-fault/external-api';

  it('gives on what the upstream answered', async () => {
    answer = () => ({ status: 200, body: '{"value":7001}' });
    const response = await test.post(path);
    expect([response.status, await response.json()]).toEqual([200, { value: 7001 }]);
    expect(upstream.calls.at(-1)).toBe('/data');
    expect(test.lines).toEqual([]);
  });

  it.each([
    ['wrong_data', { status: 200, body: '{"value":"forty-two"}' }],
    ['wrong_data', { status: 200, body: '{"value":4.2}' }],
    ['wrong_data', { status: 200, body: 'not JSON' }],
    ['upstream_failure', { status: 503, body: '{"value":42}' }],
    ['connection_error', 'hang up' as const],
  ])('fails with 504 and reason %s', async (reason, given) => {
    answer = () => given;
    const { status, body } = await fail(path);
    expect(status).toBe(504);
    expect(body).toMatchObject({ error: { code: 'FAULT_EXTERNAL_API_LATENCY' }, reason });
    expect(test.lines).toEqual([
      expect.stringMatching(
        `^FAULT_EXTERNAL_API_LATENCY route=${path} reason=${reason} latency=\\d+\\.\\d\\d$`,
      ),
    ]);
    expect(await test.store.getIncident(body.incident_id)).toMatchObject({ severity: 'critical' });
  });

  it('gives up after three seconds with reason external_timeout', async () => {
    answer = () => 'never';
    const { status, body } = await fail(path);
    expect(status).toBe(504);
    expect(body.reason).toBe('external_timeout');
    expect(body.latency).toBeGreaterThanOrEqual(2.9);
  });
});

describe('POST /test-fault/db-timeout', () => {
  it('is cancelled by its statement timeout, fails with 500 and leaves the connection as it was', async () => {
    const { status, body } = await fail('/test-fault/db-timeout');
    expect(status).toBe(500);
    expect(body).toMatchObject({ error: { code: 'FAULT_DB_TIMEOUT' }, reason: 'statement_timeout' });
    expect(body.latency).toBeGreaterThanOrEqual(5.4);
    expect(test.lines).toEqual([
      expect.stringMatching(
        /^FAULT_DB_TIMEOUT route=\/test-fault\/db-timeout reason=statement_timeout latency=\d\.\d\d$/,
      ),
    ]);
    const shown = await sql<{ statement_timeout: string }>`show statement_timeout`.execute(test.parts.db);
    expect(shown.rows).toEqual([{ statement_timeout: '0' }]);
  });
});

it('answers 404 on all three routes while fault injection is off', async () => {
  const off = await createTestApp({ environment: { ENABLE_FAULT_INJECTION: 'false' } });
  try {
    for (const fault of off.parts.service.faults) {
      const response = await off.post(fault.route);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: 'not_found' } });
    }
    const document = await jsonOf<{ paths: object }>(await off.app.request('/openapi.json'));
    expect(Object.keys(document.paths).filter((path) => path.startsWith('/test-fault'))).toEqual([]);
  } finally {
    await off.close();
  }
});

it('has an implementation for each fault of the service definition', () => {
  const implemented = test.app.routes.filter(({ method }) => method === 'POST').map(({ path }) => path);
  expect(implemented).toEqual(expect.arrayContaining(test.parts.service.faults.map(({ route }) => route)));
});
