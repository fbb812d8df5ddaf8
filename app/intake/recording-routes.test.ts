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

const recording = (given: Partial<RecordingBody> = {}): Partial<RecordingBody> => ({
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

  it.each([
    ['keeps what the recorder made up in the place of a secret', true, `Bearer ghp_${'a1B2'.repeat(9)}`],
    ['hides what looks like a secret where nothing was made up', false, 'Bearer ⟦secret removed⟧'],
  ])('%s', async (_, pseudonyms, authorization) => {
    const headers = { authorization: `Bearer ghp_${'a1B2'.repeat(9)}` };
    const request = { method: 'GET', path: '/orders', headers };
    await send(recording({ request, pseudonyms }));
    const [kept] = await test.store.recordingsOf('LIVE-0001');
    expect(kept?.request?.headers).toEqual({ authorization });
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

  it('leaves a recording to its recorder until the definition of a new service was read', async () => {
    const { definition, definitionCommit, ...place } = test.service;
    await test.store.attachService({ ...place, name: 'shop' }, 'the-key-of-the-shop');
    const sent = recording({ service: 'shop', faultCode: null });
    const { status, body } = await send(sent, 'the-key-of-the-shop');
    expect([status, body.error.code]).toEqual([503, 'definition_missing']);
    await test.store.saveDefinition('shop', definitionCommit, definition, null);
    expect(await send(sent, 'the-key-of-the-shop')).toEqual({
      status: 201,
      body: { incident_id: 'LIVE-0001' },
    });
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

describe('a recording that names no fault', () => {
  const unnamed = (given: Partial<RecordingBody> = {}) =>
    recording({ faultCode: null, logLine: '', message: '', status: 500, ...given });
  const request = (method: string, path: string) => ({ method, path, headers: {} });

  it('is counted in the incident of the declared fault with its method and route', async () => {
    const body = unnamed({ request: request('POST', '/test-fault/db-timeout?again=1') });
    expect((await send(body)).body).toEqual({ incident_id: 'LIVE-0001' });
    expect(await test.store.getIncident('LIVE-0001')).toMatchObject({
      error_code: 'FAULT_DB_TIMEOUT',
      route: '/test-fault/db-timeout',
    });
  });

  it('is counted by the marker in the text of its error, on any route', async () => {
    const body = unnamed({
      request: request('GET', '/somewhere'),
      message: 'FAULT_DB_TIMEOUT route=/somewhere reason=late latency=1.00',
    });
    await send(body);
    expect(await test.store.getIncident('LIVE-0001')).toMatchObject({ error_code: 'FAULT_DB_TIMEOUT' });
  });

  it.each([
    ['another route', { request: request('GET', '/orders/17'), route: '/orders/:id' }],
    ['another method', { request: request('DELETE', '/test-fault/db-timeout') }],
    ['no request', { request: null }],
  ])('opens an incident of an undeclared fault, and counts each key once: %s', async (_, given) => {
    const answers = [
      await send(unnamed(given)),
      await send(unnamed(given)),
      await send(unnamed({ ...given, key: '2' })),
    ];
    expect(answers.map(({ status, body }) => [status, body.incident_id])).toEqual([
      [201, 'LIVE-0001'],
      [200, 'LIVE-0001'],
      [201, 'LIVE-0001'],
    ]);
    const incident = await test.store.getIncident('LIVE-0001');
    expect(incident).toMatchObject({
      error_code: expect.stringMatching(/^ERR_[0-9A-F]{12}$/),
      incident_type: 'undeclared_error',
      symptoms: { affected_requests: 2 },
    });
    expect((await test.store.recordingsOf('LIVE-0001')).map(({ key }) => key)).toEqual(['2', unnamed().key]);
    const { demo } = await test.store.serviceSigns();
    expect(demo?.undeclared).toMatchObject([{ times: 2, message: expect.stringContaining('DatabaseError') }]);
    expect(demo?.recordedAt).not.toBeNull();
    expect(await test.store.openHeals()).toHaveLength(1);
  });

  it('counts the failures that a recording stands for', async () => {
    await send(unnamed({ repeated: 99, request: request('GET', '/orders') }));
    expect((await test.store.getIncident('LIVE-0001'))?.symptoms.affected_requests).toBe(100);
  });

  it('keeps a good request of a route, and opens no incident', async () => {
    const good = unnamed({ good: true, status: 200, route: '/orders' });
    expect(await send(good)).toMatchObject({ status: 201, body: { incident_id: null } });
    expect(await test.store.goodRecordings('demo', '/orders')).toMatchObject([{ key: good.key }]);
    expect(await test.store.openHeals()).toEqual([]);
  });

  it('is not counted again where the log shows a request that the recorder has reported', async () => {
    const at = new Date().toISOString();
    await send(recording({ at }));
    const line = recording({ at, key: 'line-1', faultCode: null, source: 'log' });
    expect(await send(line)).toMatchObject({ status: 200, body: { incident_id: 'LIVE-0001' } });
    expect((await test.store.getIncident('LIVE-0001'))?.symptoms.affected_requests).toBe(1);
  });
});

describe('POST /ingest/hello', () => {
  const hello = (given: object = {}) => ({
    service: 'demo',
    release: 'b'.repeat(40),
    node: '22.0.0',
    address: 'http://127.0.0.1:3000',
    started: true,
    requests: [{ method: 'GET', route: '/orders/:id', requests: 3 }],
    ...given,
  });
  const say = (given: object = {}, key = KEY) =>
    test.post('/ingest/hello', hello(given), { authorization: `Bearer ${key}` });

  it('keeps which release is live, where it answers and how many requests of each route it took', async () => {
    const since = new Date();
    await say();
    await say({ started: false, requests: [{ method: 'get', route: '/orders/:id', requests: 2 }] });
    expect(await test.store.saidRelease('demo')).toBe('b'.repeat(40));
    const served = (method: string | null, route: string) =>
      test.store.servedRequests('demo', { method, route }, since);
    expect(await served('GET', '/orders/{order}')).toEqual({ ['b'.repeat(40)]: 5 });
    expect(await served('POST', '/orders/{order}')).toEqual({});
    expect(await test.store.servedRequests('other', { method: null, route: '/' }, since)).toBeNull();
    expect((await test.store.serviceSigns()).demo).toMatchObject({
      node: '22.0.0',
      address: 'http://127.0.0.1:3000',
      requests: 5,
    });
  });

  it('lets a worker read the definition and waiting heals look again when another release starts', async () => {
    await say();
    await send(recording());
    await test.query("update incidents set phase = 'deploying'");
    await test.takeOutbox();
    await say();
    await say({ release: 'c'.repeat(40), started: false });
    expect(await test.takeOutbox()).toEqual([]);
    await say({ release: 'd'.repeat(40) });
    expect(await test.takeOutbox()).toMatchObject([
      { kind: 'read_definition', service: 'demo' },
      { kind: 'signal', workflowId: 'heal-LIVE-0001', payload: { commit_sha: 'd'.repeat(40) } },
    ]);
  });

  it('refuses the key of no service, and another service than that of the key', async () => {
    expect((await say({}, 'x'.repeat(20))).status).toBe(401);
    expect((await say({ service: 'other' })).status).toBe(401);
  });
});
