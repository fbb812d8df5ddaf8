import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signed } from '../testing/cloudwatch.ts';
import { createTestApp, KEY, type TestApp } from '../testing/test-app.ts';

/** Enough for each kind of value to meet each field a few times; every run asks PostgreSQL. */
const RUNS = 40;
/** What a door may answer to anything: taken, or why not. */
const CLEAR = [200, 201, 202, 400, 413, 429];

const SECRET = `whsec_${randomBytes(24).toString('base64')}`;

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ environment: { INGEST_SECRET: SECRET } });
});
afterAll(() => test.close());

/** Stands for a value that is nested too deep for most readers, until it is sent. */
const MARK = '<deep>';
const DEEP = `${'{"a":['.repeat(3_000)}1${']}'.repeat(3_000)}`;
/** Texts that encoders, databases and terminals stumble over. */
const text = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      '\0',
      'a\0b',
      '\ud800',
      '\udc00x',
      '\u202e',
      '\u001b[2J',
      '<img src=x onerror=alert(1)>',
      '../../etc/passwd',
    ],
    ...[
      '%s%n',
      "';drop table incidents;--",
      '{{7*7}}',
      '\u2028',
      '\ufeff',
      'a'.repeat(20_000),
      '{"a":"\\u0000"}',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.constantFrom(null, true, 1e308, -0, 2 ** 53, -1, 1e-320, [], {}, [[[[]]]], MARK),
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'a', '\0'), fc.jsonValue(), { maxKeys: 4 }),
);
const stack = fc
  .array(fc.tuple(text, text), { maxLength: 5 })
  .map((frames) => ['Error: x', ...frames.map(([name, file]) => `    at ${name} (${file}:1:2)`)].join('\n'));
const some = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.record(fields, { requiredKeys: [] });

const errors = some({
  ...{ type: fc.oneof(text, value), message: fc.oneof(text, value), stack: fc.oneof(stack, value) },
  ...{ method: text, path: text.map((end) => `/${end}`), route: text.map((end) => `/${end}`), body: value },
  ...{
    headers: fc.dictionary(text, text, { maxKeys: 3 }),
    status: value,
    release: text,
    at: value,
    id: text,
  },
});
const event = some({
  ...{ event_id: value, timestamp: value, level: value, transaction: text, release: text, message: value },
  exception: some({
    values: fc.array(
      some({
        ...{ type: value, value: value, mechanism: value },
        stacktrace: some({
          frames: fc.array(
            some({ filename: text, function: text, lineno: value, colno: value, module: text }),
            {
              maxLength: 4,
            },
          ),
        }),
      }),
      { maxLength: 3 },
    ),
  }),
  request: some({
    method: text,
    url: text,
    query_string: value,
    data: value,
    cookies: value,
    headers: value,
  }),
  contexts: value,
});
const attribute = fc.record({
  key: fc.constantFrom(
    'exception.type',
    'exception.message',
    'exception.stacktrace',
    'http.route',
    'url.path',
  ),
  value: fc.record({ stringValue: fc.oneof(text, stack) }),
});
const record = some({
  ...{ traceId: value, spanId: value, timeUnixNano: value, severityNumber: value },
  attributes: fc.array(attribute, { maxLength: 5 }),
});
const recording = fc.record({
  ...{ key: text, route: text.map((end) => `/${end}`), reason: text, logLine: text, latencyMs: value },
  ...{ errorClass: text, message: text, stack, at: fc.constant(new Date().toISOString()), status: value },
  request: fc.record({ method: text, path: text.map((end) => `/${end}`), body: value }),
});

const logs = some({
  ...{ messageType: fc.oneof(fc.constant('DATA_MESSAGE'), value), owner: value, logStream: value },
  logGroup: fc.oneof(fc.constant('/ecs/suture-app'), value),
  logEvents: fc.oneof(
    value,
    fc.array(some({ id: value, timestamp: value, message: fc.oneof(text, stack, value) }), { maxLength: 4 }),
  ),
});

const json = (sent: unknown) => JSON.stringify(sent).replaceAll(JSON.stringify(MARK), DEEP);
const bearer = { Authorization: `Bearer ${KEY}` };
const DOORS: [string, fc.Arbitrary<unknown>, (given: never) => Response | Promise<Response>][] = [
  ['a webhook', errors, (error) => test.post('/ingest/errors', json({ errors: [error] }), bearer)],
  [
    'the recorder',
    recording,
    (given: object) =>
      test.post('/ingest/recordings', json({ service: test.service.name, ...given }), bearer),
  ],
  [
    'Sentry',
    event,
    (given) => {
      const head = `${JSON.stringify({ event_id: randomUUID().replaceAll('-', '') })}\n{"type":"event"}\n`;
      const body = `${head}${json(given)}\n`;
      return test.app.request(`/api/1/envelope/?sentry_key=${KEY}`, { method: 'POST', body });
    },
  ],
  [
    'OpenTelemetry',
    record,
    (given) => {
      const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [given] }] }] };
      return test.post(`/ingest/otlp/${KEY}/v1/logs`, json(logs));
    },
  ],
  [
    'CloudWatch',
    fc.array(fc.oneof(logs, value), { minLength: 1, maxLength: 3 }),
    (given: unknown[]) => {
      const records = given.map((each) => gzipSync(json(each)).toString('base64'));
      const body = JSON.stringify({ records: [...records, ...given] });
      return test.post('/ingest/cloudwatch', body, signed(SECRET, body));
    },
  ],
];

it.each(DOORS)(
  'answers anything that %s sends with a clear status, and keeps counting',
  async (_, given, send) => {
    await fc.assert(
      fc.asyncProperty(given, async (each) => {
        const answer = await send(each as never);
        const said = await answer.text();
        expect(CLEAR, said).toContain(answer.status);
        if (answer.status >= 400)
          expect(JSON.parse(said)).toMatchObject({ error: { code: expect.any(String) } });
      }),
      { numRuns: RUNS },
    );
    const fine = await test.post('/ingest/errors', { errors: [{ message: 'still counted' }] }, bearer);
    expect(fine.status).toBe(200);
  },
);
