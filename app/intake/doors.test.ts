import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import * as Sentry from '@sentry/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serve } from '../serve.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let test: TestApp;
let serving: Awaited<ReturnType<typeof serve>>;
let base: string;
const FILES = ['src/orders.js', 'src/server.js', 'src/users.js'];

beforeAll(async () => {
  test = await createTestApp({ environment: { INTAKE_EVENTS_PER_SECOND: '1500' } });
  serving = await serve(test.app.fetch, { host: '127.0.0.1', port: 0 });
  base = `http://127.0.0.1:${serving.address.port}`;
});
afterAll(async () => {
  await serving.close(0);
  await test.close();
});

/** A service of its own, so that the tests share one app. @returns its name and key */
async function attach(): Promise<{ name: string; key: string }> {
  const id = randomUUID().replaceAll('-', '').slice(0, 12);
  const name = `s${id}`;
  const key = `k${id}${id}`;
  const { definition, definitionCommit, ...attachment } = test.service;
  await test.store.attachService({ ...attachment, name }, key);
  await test.store.saveServiceFiles(name, definitionCommit, FILES);
  await test.store.saveDefinition(name, definitionCommit, { ...definition, name, faults: [] }, null);
  return { name, key };
}

async function incidentsOf(service: string) {
  const { incidents: all } = await test.store.listIncidents();
  return all
    .filter((incident) => incident.service === service)
    .map(({ id, error_code, symptoms }) => ({ id, code: error_code, times: symptoms.affected_requests }));
}

/** An error as one of a service in a container. */
function thrown(file = 'orders.js', name = 'charge', line = 12, message = 'order 17 has no customer'): Error {
  const error = new TypeError(message);
  error.stack = [
    `TypeError: ${message}`,
    `    at ${name} (/usr/src/app/src/${file}:${line}:9)`,
    '    at Layer.handle [as handle_request] (/usr/src/app/node_modules/express/lib/router/layer.js:95:5)',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
  ].join('\n');
  return error;
}

function sentryOf(key: string, name: string): Sentry.NodeClient {
  return new Sentry.NodeClient({
    dsn: `${base.replace('//', `//${key}@`)}/${name}/1`,
    transport: Sentry.makeNodeTransport,
    stackParser: Sentry.defaultStackParser,
    integrations: [],
    release: `${name}@${'b'.repeat(40)}`,
  });
}

function eventOf(id: string, error: Error, more: object = {}): string {
  const frames = (error.stack ?? '').split('\n').slice(1).reverse();
  const stacktrace = {
    frames: frames.map((line) => {
      const [, name, file, at] = /at (.*?) \((.*):(\d+):\d+\)/.exec(line) ?? [];
      return { function: name, filename: file, lineno: Number(at), colno: 1, in_app: true };
    }),
  };
  const event = {
    event_id: id,
    exception: { values: [{ type: error.name, value: error.message, stacktrace }] },
    ...more,
  };
  return `${JSON.stringify({ event_id: id })}\n${JSON.stringify({ type: 'event' })}\n${JSON.stringify(event)}\n`;
}

const idOf = () => randomUUID().replaceAll('-', '');

it('takes what the SDK of Sentry sends, with the request, the release and the file of the repository', async () => {
  const { name, key } = await attach();
  const client = sentryOf(key, name);
  client.captureException(thrown(), {
    event_id: idOf(),
    captureContext: (scope: Sentry.Scope) =>
      scope.addEventProcessor((event) => ({
        ...event,
        transaction: 'POST /orders/:id',
        request: { method: 'POST', url: 'http://shop.test/orders/17?dry=1', data: '{"amount":3}' },
      })),
  });
  expect(await client.flush(5_000)).toBe(true);
  const [incident, ...others] = await incidentsOf(name);
  expect(others).toEqual([]);
  expect(incident).toMatchObject({ times: 1, code: expect.stringMatching(/^ERR_/) });
  expect(await test.store.recordingFor(incident?.id ?? '')).toMatchObject({
    source: 'sentry',
    errorClass: 'TypeError',
    release: `${name}@${'b'.repeat(40)}`,
  });
  const fault = await test.store.discoveredFault(name, incident?.code ?? '');
  expect(fault?.title).toBe('TypeError in charge, src/orders.js');
  expect(fault?.frames).toMatchObject([
    { file: 'src/orders.js', function: 'charge', inApp: true, mapped: true, why: null },
    { inApp: false, why: 'It is in the package express.' },
    { inApp: false, why: 'It is part of Node.' },
  ]);
});

it('counts one error that Sentry, OpenTelemetry and the recorder report at once as one', async () => {
  const { name, key } = await attach();
  const client = sentryOf(key, name);
  const url = `${base}/ingest/otlp/${key}/v1`;
  const spans = new NodeTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(new ProtobufExporter({ url: `${url}/traces` }))],
  });
  const logs = new LoggerProvider();
  logs.addLogRecordProcessor(new SimpleLogRecordProcessor(new OTLPLogExporter({ url: `${url}/logs` })));
  for (let times = 0; times < 3; times += 1) {
    const error = thrown('orders.js', 'charge', 12 + times, `order ${times} has no customer`);
    client.captureException(error);
    const span = spans.getTracer('test').startSpan('POST /orders', { kind: 1 });
    span.setAttributes({ 'http.request.method': 'POST', 'http.route': '/orders', 'url.path': '/orders' });
    span.recordException(error);
    span.setAttribute('http.response.status_code', 500);
    logs.getLogger('test').emit({
      severityNumber: SeverityNumber.ERROR,
      context: trace.setSpan(ROOT_CONTEXT, span),
      attributes: {
        'exception.type': error.name,
        'exception.message': error.message,
        'exception.stacktrace': error.stack ?? '',
      },
    });
    span.end();
    const recorded = await test.app.request('/ingest/recordings', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        service: name,
        key: randomUUID(),
        route: '/orders',
        request: { method: 'POST', path: '/orders', headers: {} },
        status: 500,
        reason: 'TypeError',
        logLine: '',
        latencyMs: 3,
        errorClass: 'TypeError',
        message: error.message,
        stack: error.stack,
        at: new Date().toISOString(),
      }),
    });
    expect(recorded.status).toBeLessThan(300);
  }
  await Promise.all([client.flush(5_000), spans.forceFlush(), logs.forceFlush()]);
  await expect.poll(() => incidentsOf(name)).toMatchObject([{ times: 3 }]);
  const [{ id } = { id: '' }] = await incidentsOf(name);
  const sources = (await test.store.recordingsOf(id)).map(({ source }) => source);
  expect(sources.slice(0, 3)).toEqual(['recorder', 'recorder', 'recorder']);
  await Promise.all([spans.shutdown(), logs.shutdown()]);
});

it('takes spans in JSON, and leaves exceptions alone that the service answered below 500', async () => {
  const { name, key } = await attach();
  const spans = new NodeTracerProvider({
    spanProcessors: [
      new SimpleSpanProcessor(
        new JsonExporter({ url: `${base}/v1/traces`, headers: { Authorization: `Bearer ${key}` } }),
      ),
    ],
  });
  for (const status of [404, 500]) {
    const span = spans.getTracer('test').startSpan('GET /users/:id', { kind: 1 });
    span.setAttributes({ 'http.request.method': 'GET', 'url.path': '/users/17', 'http.route': '/users/:id' });
    span.recordException(thrown('users.js', status === 500 ? 'load' : 'missing'));
    span.setAttribute('http.response.status_code', status);
    span.end();
  }
  await spans.forceFlush();
  await expect.poll(() => incidentsOf(name)).toMatchObject([{ times: 1 }]);
  const [{ id, code } = { id: '', code: '' }] = await incidentsOf(name);
  expect(await test.store.recordingFor(id)).toMatchObject({
    source: 'otlp',
    status: 500,
    request: { method: 'GET', path: '/users/17' },
  });
  expect((await test.store.discoveredFault(name, code))?.missing).toContain(
    'The report holds no rows and no answers of upstreams. Run the service with the recorder to have them.',
  );
  await spans.shutdown();
});

it('counts 10,000 events of three faults exactly, in three incidents', async () => {
  const { name, key } = await attach();
  const places = ['charge', 'refund', 'ship'];
  const bodies = Array.from({ length: 10_000 }, (_, at) =>
    eventOf(idOf(), thrown('orders.js', places[at % 3], at % 90, `order ${at} has no customer`)),
  );
  let next = 0;
  const send = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const answer = await test.app.request(`/api/1/envelope/?sentry_key=${key}`, { method: 'POST', body });
      if (answer.status !== 200) throw new Error(await answer.text());
    }
  };
  await Promise.all(Array.from({ length: 400 }, send));
  const found = await incidentsOf(name);
  expect(found.map(({ times }) => times).sort()).toEqual([3_333, 3_333, 3_334]);
}, 60_000);

it('answers a sender that reports too much in the words of its protocol', async () => {
  const { key } = await attach();
  const errors = Array.from({ length: 1_000 }, () => ({ message: 'one of many', type: 'Error' }));
  const answers: Response[] = [];
  for (let times = 0; times < 40 && answers.at(-1)?.status !== 429; times += 1) {
    answers.push(await test.post('/ingest/errors', { errors }, { authorization: `Bearer ${key}` }));
  }
  const refused = answers.find(({ status }) => status === 429);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused?.headers.get('x-sentry-rate-limits')).toMatch(/^\d+:error;default:key$/);
});

it('hides secrets of an event before it is kept', async () => {
  const { name, key } = await attach();
  const secret = `sk_live_${'a1B2'.repeat(6)}`;
  const body = eventOf(idOf(), thrown('orders.js', 'charge', 1, `the key ${secret} is refused`), {
    request: {
      method: 'POST',
      url: `http://x/orders?token=${secret}`,
      data: { key: secret },
      headers: { x: secret },
    },
  });
  await test.app.request('/api/1/envelope/', {
    method: 'POST',
    body: gzipSync(body),
    headers: { 'content-encoding': 'gzip', 'x-sentry-auth': `Sentry sentry_version=7, sentry_key=${key}` },
  });
  const [{ id } = { id: '' }] = await incidentsOf(name);
  const kept = JSON.stringify([await test.store.getIncidentDetail(id), await test.store.recordingsOf(id)]);
  expect(kept).toContain('secret removed');
  expect(kept).not.toContain(secret);
});
