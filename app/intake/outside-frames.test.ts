import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordOf, signed } from '../testing/cloudwatch.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

const SECRET = `whsec_${randomBytes(24).toString('base64')}`;
/** A commit that no repository has. */
const RELEASE = 'b'.repeat(40);
const PLACES = ['/app/src/gone.js', '/app/src/../../etc/passwd.js', '/app/node_modules/express/lib/layer.js'];
const stackOf = (message: string) =>
  [`RangeError: ${message}`, ...PLACES.map((file) => `    at reserve (${file}:7:3)`)].join('\n');

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ environment: { INGEST_SECRET: SECRET } });
});
afterAll(() => test.close());

async function attach() {
  const id = randomUUID().replaceAll('-', '').slice(0, 12);
  const own = { name: `s${id}`, key: `k${id}${id}` };
  const { definition, definitionCommit, ...attachment } = test.service;
  await test.store.attachService({ ...attachment, name: own.name }, own.key);
  await test.store.saveServiceFiles(own.name, definitionCommit, ['src/orders.js']);
  await test.store.saveDefinition(
    own.name,
    definitionCommit,
    { ...definition, name: own.name, faults: [] },
    null,
  );
  return own;
}
type Own = Awaited<ReturnType<typeof attach>>;

const exceptionOf = (message: string) => [
  { key: 'exception.type', value: { stringValue: 'RangeError' } },
  { key: 'exception.message', value: { stringValue: message } },
  { key: 'exception.stacktrace', value: { stringValue: stackOf(message) } },
];

const doors: Record<string, (own: Own, message: string) => Promise<Response>> = {
  recorder: ({ name, key }, message) =>
    test.post(
      '/ingest/recordings',
      {
        service: name,
        key: randomUUID(),
        route: '/orders',
        reason: 'RangeError',
        logLine: '',
        latencyMs: 1,
        errorClass: 'RangeError',
        message,
        stack: stackOf(message),
        release: RELEASE,
        at: new Date().toISOString(),
      },
      { authorization: `Bearer ${key}` },
    ),
  webhook: ({ key }, message) =>
    test.post(
      '/ingest/errors',
      { errors: [{ message, stack: stackOf(message), release: RELEASE }] },
      { authorization: `Bearer ${key}` },
    ),
  sentry: async ({ key }, message) => {
    const event = {
      event_id: randomUUID().replaceAll('-', ''),
      release: RELEASE,
      exception: {
        values: [
          {
            type: 'RangeError',
            value: message,
            stacktrace: {
              frames: PLACES.map((filename) => ({
                filename,
                function: 'reserve',
                lineno: 7,
                colno: 3,
              })).reverse(),
            },
          },
        ],
      },
    };
    const body = `{}\n${JSON.stringify({ type: 'event' })}\n${JSON.stringify(event)}\n`;
    return test.app.request(`/api/1/envelope/?sentry_key=${key}`, { method: 'POST', body });
  },
  otlp: ({ key }, message) =>
    test.post(`/ingest/otlp/${key}/v1/logs`, {
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'service.version', value: { stringValue: RELEASE } }] },
          scopeLogs: [{ logRecords: [{ severityNumber: 17, attributes: exceptionOf(message) }] }],
        },
      ],
    }),
  'otlp traces': ({ key }, message) =>
    test.post(`/ingest/otlp/${key}/v1/traces`, {
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.version', value: { stringValue: RELEASE } }] },
          scopeSpans: [
            {
              spans: [
                {
                  ...{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'GET /orders', kind: 2 },
                  events: [{ name: 'exception', attributes: exceptionOf(message) }],
                },
              ],
            },
          ],
        },
      ],
    }),
  cloudwatch: ({ name }, message) => {
    const body = JSON.stringify({
      records: [recordOf([{ id: randomUUID(), message: stackOf(message) }], { logGroup: `/ecs/${name}` })],
    });
    return test.post('/ingest/cloudwatch', body, signed(SECRET, body));
  },
};

function send(door: string, own: Own, message: string): Promise<Response> {
  return (doors[door] as (typeof doors)[string])(own, message);
}

it.each(Object.keys(doors))('takes a pool without a connection for exhaustion by %s', async (door) => {
  const own = await attach();
  await send(door, own, 'timeout exceeded when trying to connect');
  const [known] = await test.store.discoveredFaults(own.name);
  expect(known?.fault).toMatchObject({ kind: 'exhaustion', severity: 'critical' });
});

it.each(Object.keys(doors))(
  'takes frames and a release that lead outside by %s, and says why',
  async (door) => {
    const own = await attach();
    const answer = await send(door, own, 'no stock');
    expect(answer.status).toBeLessThan(300);
    const [known, ...others] = await test.store.discoveredFaults(own.name);
    expect(others).toEqual([]);
    expect(known?.fault).toMatchObject({
      frames: [
        {
          function: 'reserve',
          inApp: true,
          mapped: false,
          why: 'The repository has no such file at this commit.',
        },
        { inApp: false, why: 'Its path has "..", so it may lead anywhere.' },
        { inApp: false, why: 'It is in the package express.' },
      ],
      allowedFiles: [],
    });
    if (door !== 'cloudwatch') {
      expect(known?.fault.missing).toContainEqual(
        expect.stringMatching(/^The report is of the commit b{10}; its frames are looked up in \w{10},/),
      );
    }
    expect(known?.fault.missing).toContain(
      "1 of the frames of the service's code are in no file of the repository.",
    );
  },
);
