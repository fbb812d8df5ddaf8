import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestAppWithOutages } from '../testing/outage.ts';
import { createTestApp, type ErrorBody, jsonOf, KEY, type TestApp } from '../testing/test-app.ts';
import type { RecordingBody } from './recording.ts';

const PATH = '/ingest/recordings';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(() => test.close());

const recording = (given: Partial<RecordingBody> = {}): RecordingBody => ({
  service: 'demo',
  key: 'request-1',
  faultCode: 'FAULT_DB_TIMEOUT',
  route: '/test-fault/db-timeout',
  reason: 'statement_timeout',
  logLine: 'FAULT_DB_TIMEOUT route=/test-fault/db-timeout reason=statement_timeout latency=5.51',
  latencyMs: 5_510,
  errorClass: 'DatabaseError',
  message: 'canceling statement due to statement timeout',
  sqlstate: '57014',
  stack: 'DatabaseError: canceling statement',
  release: 'e'.repeat(40),
  trace: null,
  at: '2026-01-31T14:05:09.123Z',
  ...given,
});

async function send(body: unknown, key: string | null = KEY, to = test) {
  const headers = key === null ? {} : { authorization: `Bearer ${key}` };
  const response = await to.post(PATH, body, headers as Record<string, string>);
  return { status: response.status, body: await jsonOf<ErrorBody & { incident_id: string }>(response) };
}

describe('POST /ingest/recordings', () => {
  it('opens an incident, with type and severity of the declared fault', async () => {
    const { status, body } = await send(recording());
    expect([status, body]).toEqual([201, { incident_id: 'LIVE-0001' }]);
    expect(await test.store.getIncident('LIVE-0001')).toMatchObject({
      service: 'demo',
      error_code: 'FAULT_DB_TIMEOUT',
      incident_type: 'database_timeout',
      severity: 'critical',
      route: '/test-fault/db-timeout',
      timestamp_opened: '2026-01-31T14:05:09.123Z',
      symptoms: { affected_requests: 1 },
    });
    expect(await test.takeOutbox()).toEqual([{ kind: 'start_heal', incidentId: 'LIVE-0001', healRun: 1 }]);
  });

  it('counts the same key once, and says so', async () => {
    await send(recording());
    const answers = await Promise.all([1, 2, 3].map(() => send(recording())));
    expect(answers.map(({ status, body }) => [status, body.incident_id])).toEqual(
      [1, 2, 3].map(() => [200, 'LIVE-0001']),
    );
    expect((await send(recording({ key: 'request-2' }))).status).toBe(201);
    expect((await test.store.getIncident('LIVE-0001'))?.symptoms.affected_requests).toBe(2);
  });

  it('takes a fault that the service does not declare as a medium one', async () => {
    await send(recording({ faultCode: 'FAULT_NEW' }));
    expect(await test.store.getIncident('LIVE-0001')).toMatchObject({
      error_code: 'FAULT_NEW',
      incident_type: 'declared',
      severity: 'medium',
    });
  });

  it('takes what is left out as unknown', async () => {
    const { errorClass: _, message: __, sqlstate: ___, stack: ____, release: _____, ...rest } = recording();
    expect((await send(rest)).status).toBe(201);
  });

  it.each([
    ['no key', null],
    ['the key of nobody', 'another-key-of-some-length'],
    ['an empty key', ' '],
  ])('refuses %s before it reads the body', async (_, key) => {
    const { status, body } = await send('{"not": "a recording"', key);
    expect([status, body.error.code]).toEqual([401, 'unknown_key']);
  });

  it('refuses the key of another service', async () => {
    const { definition: _, definitionCommit: __, ...place } = test.service;
    await test.store.attachService({ ...place, name: 'shop' }, 'the-key-of-the-shop');
    const { status, body } = await send(recording(), 'the-key-of-the-shop');
    expect([status, body.error.code]).toEqual([401, 'unknown_key']);
    expect((await test.store.listIncidents()).incidents).toEqual([]);
  });

  it.each([
    ['key', { key: 'x'.repeat(101) }],
    ['faultCode', { faultCode: 'lower' }],
    ['route', { route: 'no-slash' }],
    ['latencyMs', { latencyMs: -1 }],
    ['at', { at: 'yesterday' }],
  ])('names a wrong %s', async (field, given) => {
    const { status, body } = await send(recording(given));
    expect([status, body.error.code]).toEqual([400, 'invalid_body']);
    expect(body.error.message).toContain(`${field}: `);
  });

  it.each([
    ['NULs', { reason: 'a\0b', route: '/\0', errorClass: '\0', sqlstate: '\0', release: '\0', key: 'k\0' }],
    ['halves of surrogate pairs', { logLine: '\ud800', message: '\udc00x', stack: '\ud800', key: '\ud800' }],
    ['a huge latency', { latencyMs: 1.7e308 }],
    ['a date of the year 9999', { at: '9999-12-31T23:59:59.999Z' }],
    ['a date of the year 0', { at: '0000-01-01T00:00:00Z' }],
    ['a NUL in its trace', { trace: { traceparent: 'a\0', 'x\0': '\ud800' } }],
    ['long texts', { logLine: 'x'.repeat(4_000), message: '😀'.repeat(32_000), stack: '\0'.repeat(64_000) }],
  ])('counts a recording with %s once, as one with a clean text', async (_, odd) => {
    expect((await send(recording(odd))).status).toBe(201);
    expect((await send(recording(odd))).status).toBe(200);
    const incident = await test.store.getIncident('LIVE-0001');
    expect(incident?.symptoms.latency_p95).toBeLessThanOrEqual(86_400);
    expect(Math.abs(Date.parse(incident?.timestamp_opened ?? '') - Date.now())).toBeLessThan(
      366 * 86_400_000,
    );
    expect((await test.app.request('/developer/incidents/LIVE-0001')).status).toBe(200);
  });

  it.each([
    ['deep arrays', `{"trace":${'['.repeat(400_000)}${']'.repeat(400_000)}}`],
    ['deep objects', `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`],
    ['a number that is infinite', JSON.stringify(recording()).replace('5510', '1e999')],
    ['an array', '[]'],
    ['null', 'null'],
  ])('answers a body of %s with 400', async (_, body) => {
    expect((await send(body)).status).toBe(400);
  });

  it('refuses a body of more than 1 MiB', async () => {
    const { status, body } = await send(recording({ stack: 'x'.repeat(1024 * 1024) }));
    expect([status, body.error.code]).toEqual([413, 'body_too_long']);
  });

  it('asks for the recording again while PostgreSQL does not answer, and counts it once', async () => {
    const away = await createTestAppWithOutages();
    try {
      await away.postgres.cut();
      const { status, body } = await send(recording(), KEY, away);
      expect([status, body.error.code]).toEqual([503, 'store_unavailable']);
      await away.postgres.restore();
      expect((await send(recording(), KEY, away)).status).toBe(201);
      expect((await away.store.getIncident('LIVE-0001'))?.symptoms.affected_requests).toBe(1);
    } finally {
      await away.close();
    }
  });

  it('is open to recorders where other changes need the token', async () => {
    const guarded = await createTestApp({ environment: { ADMIN_TOKEN: 'a token of Suture only' } });
    try {
      expect((await send(recording(), KEY, guarded)).status).toBe(201);
    } finally {
      await guarded.close();
    }
  });
});
