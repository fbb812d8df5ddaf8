import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { recordOf, type SentEvent, signed } from '../testing/cloudwatch.ts';
import { startRelay } from '../testing/relay.ts';
import { createTestApp, jsonOf, type TestApp } from '../testing/test-app.ts';

const SECRET = `whsec_${randomBytes(24).toString('base64')}`;
const LINE = 'FAULT_DB_TIMEOUT route=/test-fault/db-timeout reason=statement_timeout latency=5.51';
const OTHER = 'FAULT_SQL_INJECTION_TEST route=/test-fault/run reason=syntax_error latency=0.01';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp({ environment: { INGEST_SECRET: SECRET } });
});
afterEach(() => test.close());

async function send(records: string[], secret = SECRET) {
  const body = JSON.stringify({ records });
  const response = await test.post('/ingest/cloudwatch', body, signed(secret, body));
  return { status: response.status, body: await jsonOf<unknown>(response) };
}

const events = (count: number, message = LINE, from = 0): SentEvent[] =>
  Array.from({ length: count }, (_, index) => ({ id: `e${from + index}`, message }));

async function incidents() {
  const { incidents: all } = await test.store.listIncidents();
  return all.map(({ id, error_code, symptoms }) => [id, error_code, symptoms.affected_requests]);
}

describe('POST /ingest/cloudwatch', () => {
  it('opens an incident, as the failing request itself would have', async () => {
    const timestamp = Date.now() - 5_000;
    const { status, body } = await send([recordOf([{ id: 'e1', message: LINE, timestamp }])]);
    expect([status, body]).toEqual([200, { accepted: 1, duplicates: 0, ignored: 0 }]);
    expect(await test.store.getIncident('LIVE-0001')).toMatchObject({
      error_code: 'FAULT_DB_TIMEOUT',
      severity: 'critical',
      route: '/test-fault/db-timeout',
      timestamp_opened: new Date(timestamp).toISOString(),
      symptoms: { affected_requests: 1, latency_p95: 5.51, log_marker: 'FAULT_DB_TIMEOUT' },
      breadcrumbs: { recent_logs: [LINE] },
    });
    expect(await test.takeOutbox()).toEqual([{ kind: 'start_heal', incidentId: 'LIVE-0001', healRun: 1 }]);
  });

  it('takes several events of several records, and counts the lines without a known marker', async () => {
    const first = [
      ...events(3),
      { id: 'x1', message: 'GET / 200' },
      { id: 'x2', message: `${LINE} verification=1` },
    ];
    const second = [
      ...events(2, OTHER, 10),
      { id: 'x3', message: 'FAULT_OF_OTHERS route=/x reason=y latency=0' },
    ];
    const { body } = await send([recordOf(first), recordOf(second)]);
    expect(body).toEqual({ accepted: 5, duplicates: 0, ignored: 3 });
    expect((await incidents()).map(([, ...rest]) => rest).sort()).toEqual([
      ['FAULT_DB_TIMEOUT', 3],
      ['FAULT_SQL_INJECTION_TEST', 2],
    ]);
  });

  it('counts an event once, also when it is delivered several times in parallel', async () => {
    const record = recordOf(events(20));
    const answers = await Promise.all(Array.from({ length: 4 }, () => send([record, record])));
    const sum = (name: 'accepted' | 'duplicates') =>
      answers.reduce((total, { body }) => total + ((body as Record<string, number>)[name] ?? 0), 0);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect([sum('accepted'), sum('duplicates')]).toEqual([20, 140]);
    expect(await incidents()).toEqual([['LIVE-0001', 'FAULT_DB_TIMEOUT', 20]]);
    expect(await test.takeOutbox()).toHaveLength(1);
  });

  it('asks the store for batches: twice the lines cost at most two and a half times the statements', async () => {
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const statements = async (count: number, from: number) => {
      query.mockClear();
      expect((await send([recordOf(events(count, LINE, from))])).body).toMatchObject({ accepted: count });
      return query.mock.calls.length;
    };
    try {
      await statements(1, 0);
      const some = await statements(2_000, 1);
      expect(some).toBeLessThan(2_000 / 20);
      expect((await statements(4_000, 2_001)) / some).toBeLessThanOrEqual(2.5);
    } finally {
      query.mockRestore();
    }
  });

  it('tells events of two log streams apart', async () => {
    const { body } = await send([recordOf(events(1)), recordOf(events(1), { logStream: 'app/2' })]);
    expect(body).toEqual({ accepted: 2, duplicates: 0, ignored: 0 });
  });

  it('ignores messages of CloudWatch itself', async () => {
    const control = recordOf([{ id: 'c', message: 'CWL CONTROL MESSAGE: Checking health of destination.' }], {
      messageType: 'CONTROL_MESSAGE',
      owner: 'CloudwatchLogs',
    });
    expect((await send([control])).body).toEqual({ accepted: 0, duplicates: 0, ignored: 1 });
    expect(await incidents()).toEqual([]);
  });

  it('adds a late line to the incident that it belongs to, though that has ended', async () => {
    const before = Date.now() - 60_000;
    await send([recordOf([{ id: 'e1', message: LINE, timestamp: before }])]);
    await test.store.moveIncident({ incidentId: 'LIVE-0001', key: 'end', to: 'failed', message: 'given up' });
    const late = recordOf([{ id: 'e2', message: LINE, timestamp: before + 1 }]);
    expect((await send([late])).body).toEqual({ accepted: 1, duplicates: 0, ignored: 0 });
    expect(await incidents()).toEqual([['LIVE-0001', 'FAULT_DB_TIMEOUT', 2]]);
    await send([recordOf([{ id: 'e3', message: LINE, timestamp: Date.now() + 60_000 }])]);
    expect((await incidents()).map(([id]) => id).sort()).toEqual(['LIVE-0001', 'LIVE-0002']);
  });

  it('leaves lines alone that a reset has cleared away, and those too old to be known again', async () => {
    const before = Date.now() - 1_000;
    await test.store.markReset();
    const old = [
      { id: 'e1', message: LINE, timestamp: before },
      { id: 'e2', message: LINE, timestamp: Date.now() - 8 * 86_400_000 },
    ];
    expect((await send([recordOf(old)])).body).toEqual({ accepted: 0, duplicates: 0, ignored: 2 });
    const record = recordOf([{ id: 'e3', message: LINE, timestamp: Date.now() + 60_000 }]);
    expect((await send([record])).body).toMatchObject({ accepted: 1 });
  });

  it('forgets ids only after the event could not come again', async () => {
    await send([recordOf(events(3))]);
    expect(await test.store.forgetIngested(8)).toBe(0);
    expect(await test.store.forgetIngested(0)).toBe(3);
  });

  it('takes the control message as AWS sends it, with an empty id', async () => {
    // Letter by letter from a subscription of CloudWatch Logs to a Kinesis stream.
    const control = {
      messageType: 'CONTROL_MESSAGE',
      owner: 'CloudwatchLogs',
      logGroup: '',
      logStream: '',
      subscriptionFilters: [],
      logEvents: [
        {
          id: '',
          timestamp: 1718288612373,
          message: 'CWL CONTROL MESSAGE: Checking health of destination Kinesis stream.',
        },
      ],
    };
    const { status, body } = await send([gzipSync(JSON.stringify(control)).toString('base64')]);
    expect([status, body]).toEqual([200, { accepted: 0, duplicates: 0, ignored: 1 }]);
  });

  it.each([
    ['no base64 of gzip', 'plain text'],
    ['no text', 7],
    ['empty', ''],
    ['cut short', recordOf(events(3)).slice(0, 60)],
    ['no JSON', gzipSync('{').toString('base64')],
    ['deep', gzipSync(`${'['.repeat(200_000)}${']'.repeat(200_000)}`).toString('base64')],
    ['no message of a subscription', gzipSync('{"hello":"there"}').toString('base64')],
    ['larger than a record can be', gzipSync(Buffer.alloc(17 * 1024 * 1024, ' ')).toString('base64')],
    ['with an event that has no text', recordOf([{ id: 'x' } as SentEvent])],
  ])('sets a record aside that is %s, and counts the others', async (_, record) => {
    const { status, body } = await send([
      recordOf(events(1)),
      record as string,
      recordOf(events(1, OTHER, 9)),
    ]);
    expect([status, body]).toEqual([200, { accepted: 2, duplicates: 0, ignored: 0, set_aside: 1 }]);
    expect(test.lines.join('\n')).toContain('1 could not be read or kept');
  });

  it.each([
    ['a NUL', { message: `${LINE} \0` }],
    ['a NUL in its route', { message: 'FAULT_DB_TIMEOUT route=/a\0b reason=x latency=1.00' }],
    ['half a surrogate pair', { message: 'FAULT_DB_TIMEOUT route=/a reason=\ud800 latency=1.00' }],
    ['a latency of 400 digits', { message: `FAULT_DB_TIMEOUT route=/a reason=x latency=${'9'.repeat(400)}` }],
    ['a timestamp of 9e15', { timestamp: 9e15 }],
    ['a timestamp of 1e300', { timestamp: 1e300 }],
    ['a timestamp that is text', { timestamp: 'soon' as unknown as number }],
    ['no id', { id: undefined as unknown as string }],
    ['a NUL in its id', { id: 'e\0' }],
    ['an id of 10,000 characters', { id: 'e'.repeat(10_000) }],
    ['a route of 100,000 characters', { message: `FAULT_DB_TIMEOUT route=/${'a'.repeat(100_000)} reason=x` }],
  ])('counts a line with %s, and those beside it, once', async (_, odd) => {
    const record = recordOf([...events(1), { id: 'odd', message: LINE, ...odd }, ...events(1, OTHER, 9)]);
    expect(await send([record])).toEqual({ status: 200, body: { accepted: 3, duplicates: 0, ignored: 0 } });
    expect(await send([record])).toEqual({ status: 200, body: { accepted: 0, duplicates: 3, ignored: 0 } });
    const incident = await test.store.getIncident('LIVE-0001');
    expect(Date.parse(incident?.timestamp_opened ?? '')).toBeLessThan(Date.now() + 60_000);
    expect(incident?.symptoms.latency_p95).toBeLessThan(86_400);
  });

  it('sets a line aside that the store cannot keep, and counts all others of the batch', async () => {
    const { ingestOccurrences } = test.parts.store;
    test.parts.store.ingestOccurrences = async (batch) => {
      if (batch.some(({ eventId }) => eventId.endsWith('/e7'))) throw new Error('cannot be kept');
      return ingestOccurrences(batch);
    };
    const { body } = await send([recordOf(events(20))]);
    expect(body).toEqual({ accepted: 19, duplicates: 0, ignored: 0, set_aside: 1 });
    expect(await incidents()).toEqual([['LIVE-0001', 'FAULT_DB_TIMEOUT', 19]]);
    expect(test.lines.join('\n')).toContain('cannot be kept');
  });

  it('counts late and new lines of one batch in the incidents that they belong to', async () => {
    const before = Date.now() - 60_000;
    await send([recordOf([{ id: 'a', message: LINE, timestamp: before }])]);
    await test.store.moveIncident({ incidentId: 'LIVE-0001', key: 'end', to: 'failed', message: 'given up' });
    const mixed = [
      { id: 'b', message: LINE, timestamp: before + 1 },
      { id: 'c', message: LINE, timestamp: Date.now() + 60_000 },
      { id: 'd', message: LINE, timestamp: before + 2 },
      { id: 'e', message: LINE, timestamp: Date.now() + 61_000 },
    ];
    expect((await send([recordOf(mixed)])).body).toEqual({ accepted: 4, duplicates: 0, ignored: 0 });
    expect((await incidents()).sort()).toEqual([
      ['LIVE-0001', 'FAULT_DB_TIMEOUT', 3],
      ['LIVE-0002', 'FAULT_DB_TIMEOUT', 2],
    ]);
  });

  it.each(['', '{', '{}', '{"records":[]}', '{"records":1}'])('refuses the body %s', async (body) => {
    const response = await test.post('/ingest/cloudwatch', body, signed(SECRET, body));
    expect([response.status, (await jsonOf(response)).error.code]).toEqual([400, 'invalid_body']);
  });

  it('refuses a body that is unsigned, signed by another, changed, or too old', async () => {
    const body = JSON.stringify({ records: [recordOf(events(1))] });
    const others = `whsec_${randomBytes(24).toString('base64')}`;
    const attempts: [string, Record<string, string>][] = [
      [body, {}],
      [body, signed(others, body)],
      [body, signed(test.parts.settings.CALLBACK_SECRET as string, body)],
      [body.replace('records', 'Records'), signed(SECRET, body)],
      [body, signed(SECRET, body, new Date(Date.now() - 10 * 60_000))],
    ];
    for (const [sent, headers] of attempts) {
      const response = await test.post('/ingest/cloudwatch', sent, headers);
      expect([response.status, (await jsonOf(response)).error.code]).toEqual([401, 'bad_signature']);
    }
    expect(await incidents()).toEqual([]);
  });

  it('asks for the request again while the store is away, and counts each event once in the end', async () => {
    // Relays PostgreSQL, which is cut off in the middle of a request.
    const relay = await startRelay(inject('databaseUrl'), 5432);
    const cutOff = await createTestApp({
      environment: { INGEST_SECRET: SECRET },
      throughDatabase: (url) => Object.assign(new URL(url), { host: `127.0.0.1:${relay.port}` }).href,
    });
    try {
      // More than two transactions take.
      const body = JSON.stringify({ records: [recordOf(events(1_200))] });
      const post = () => cutOff.post('/ingest/cloudwatch', body, signed(SECRET, body));
      const { ingestOccurrences } = cutOff.parts.store;
      let calls = 0;
      cutOff.parts.store.ingestOccurrences = async (batch) => {
        calls += 1;
        if (calls === 2) await relay.cut();
        return ingestOccurrences(batch);
      };
      const away = await post();
      expect([away.status, (await jsonOf(away)).error.code]).toEqual([503, 'store_unavailable']);
      await relay.restore();
      const { accepted, duplicates } = await jsonOf<Record<string, number>>(await post());
      expect(duplicates).toBeGreaterThan(0);
      expect((accepted ?? 0) + (duplicates ?? 0)).toBe(1_200);
      expect(await cutOff.store.getIncident('LIVE-0001')).toMatchObject({
        symptoms: { affected_requests: 1_200 },
      });
    } finally {
      await cutOff.close();
      await relay.close();
    }
  });
});

describe('without INGEST_SECRET', () => {
  it('accepts no log lines', async () => {
    const app = await createTestApp();
    try {
      const response = await app.post('/ingest/cloudwatch', '{}', signed(SECRET, '{}'));
      expect([response.status, (await jsonOf(response)).error.code]).toEqual([503, 'ingest_not_configured']);
    } finally {
      await app.close();
    }
  });
});

it('opens an incident of an error that nobody declared, and counts each of its events once', async () => {
  const stack = 'RangeError: no stock\n    at reserve (/usr/src/app/src/stock.ts:7:3)';
  const lines = [
    {
      id: 's1',
      message: JSON.stringify({ level: 50, err: { type: 'RangeError', message: 'no stock', stack } }),
    },
    { id: 's2', message: `ERROR ${stack}` },
    { id: 's3', message: 'GET / 200' },
  ];
  const group = { logGroup: `/ecs/${test.service.name}` };
  expect((await send([recordOf(lines, group)])).body).toEqual({ accepted: 2, duplicates: 0, ignored: 1 });
  expect((await send([recordOf(lines, group)])).body).toEqual({ accepted: 0, duplicates: 2, ignored: 1 });
  expect(await incidents()).toEqual([['LIVE-0001', expect.stringMatching(/^ERR_/), 2]]);
});
