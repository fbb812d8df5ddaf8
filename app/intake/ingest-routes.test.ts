import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { recordOf, type SentEvent, signed } from '../testing/cloudwatch.ts';
import { startRelay } from '../testing/relay.ts';
import { createTestApp, type ErrorBody, jsonOf, type TestApp } from '../testing/test-app.ts';

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

  it.each([
    ['no base64 of gzip', 'plain text'],
    ['cut short', recordOf(events(3)).slice(0, 60)],
    ['no message of a subscription', gzipSync('{"hello":"there"}').toString('base64')],
    ['an event without an id', recordOf([{ message: LINE } as SentEvent])],
  ])('refuses a request with a record that is %s, before anything is counted', async (_, record) => {
    const { status, body } = await send([recordOf(events(1)), record]);
    expect([status, (body as ErrorBody).error.code]).toEqual([400, 'invalid_record']);
    expect((body as ErrorBody).error.message).toMatch(/^Record 1 is no message/);
    expect(await incidents()).toEqual([]);
  });

  it.each(['', '{', '{}', '{"records":[]}', '{"records":[1]}'])('refuses the body %s', async (body) => {
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
      const body = JSON.stringify({ records: [recordOf(events(30))] });
      const post = () => cutOff.post('/ingest/cloudwatch', body, signed(SECRET, body));
      const { ingestOccurrence } = cutOff.parts.store;
      let calls = 0;
      cutOff.parts.store.ingestOccurrence = async (...given) => {
        calls += 1;
        if (calls === 15) await relay.cut();
        return ingestOccurrence(...given);
      };
      const away = await post();
      expect([away.status, (await jsonOf(away)).error.code]).toEqual([503, 'store_unavailable']);
      await relay.restore();
      const { accepted, duplicates } = await jsonOf<Record<string, number>>(await post());
      expect(duplicates).toBeGreaterThan(0);
      expect((accepted ?? 0) + (duplicates ?? 0)).toBe(30);
      expect(await cutOff.store.getIncident('LIVE-0001')).toMatchObject({
        symptoms: { affected_requests: 30 },
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
