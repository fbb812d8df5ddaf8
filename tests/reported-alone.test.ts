import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Analyzed, createAnalyzeActivities } from '../activities/analyze-incident.ts';
import { createPostgresKnowledge } from '../adapters/knowledge/postgres.ts';
import { createTestApp, type TestApp } from '../app/testing/test-app.ts';
import { Attachment } from '../domain/service.ts';
import { createRepository, proverFor } from '../proof/testing.ts';

const KEY = 'the-key-of-a-service-alone';
/** Fails by what the request says, and by what a row holds. */
const SERVICE = `import { createServer } from 'node:http';
import pg from 'pg';
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
async function listPage(offset: string | null) {
  return (await pool.query('SELECT id FROM orders ORDER BY id OFFSET $1', [Number(offset)])).rows;
}
async function ownerOf(id: string) {
  const { rows } = await pool.query('SELECT owner FROM orders WHERE id = $1', [id]);
  return rows.length === 0 ? null : rows[0].owner.trim();
}
createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://service');
  try {
    if (pathname === '/up') return void response.end('{}');
    const id = pathname.split('/')[2];
    const found = id === undefined ? await listPage(searchParams.get('offset')) : await ownerOf(id);
    response.writeHead(found === null ? 404 : 200).end(JSON.stringify(found));
  } catch (error) {
    console.error(error);
    response.writeHead(500).end('{}');
  }
}).listen(Number(process.env.PORT));
`;
const DEFINITION = `name: alone
build: [node, build.mjs, alone]
output: [dist]
typecheck: false
test: false
start: [node, --enable-source-maps, dist/service.mjs]
health: /up
database: { sql: [alone/tables.sql] }
redis: false
heal: { allow: [alone/service.ts] }
`;

let app: TestApp;
let repository: Awaited<ReturnType<typeof createRepository>>;
let prover: ReturnType<typeof proverFor>;
let knowledge: ReturnType<typeof createPostgresKnowledge>;

beforeAll(async () => {
  [app, repository] = await Promise.all([
    createTestApp({ service: null }),
    createRepository('field', {
      'suture.yaml': DEFINITION,
      'alone/service.ts': SERVICE,
      'alone/tables.sql': 'CREATE TABLE orders (id int PRIMARY KEY, owner text);',
    }),
  ]);
  prover = proverFor(repository, inject('databaseUrl'));
  knowledge = createPostgresKnowledge({ databaseUrl: app.parts.settings.DATABASE_URL as string });
  const attachment = Attachment.parse({
    name: 'alone',
    repository: { host: 'local', path: '/srv/git/alone.git' },
    url: 'http://127.0.0.1:9',
    delivery: { kind: 'local', url: 'http://127.0.0.1:9' },
  });
  await app.store.attachService(attachment, KEY);
});
afterAll(async () => {
  await prover?.close();
  await knowledge?.close();
  await app?.close();
  await repository?.remove();
});

interface Reported {
  path: string;
  query: string;
  route: string;
  error: { type: string; message: string };
  place: string;
}

/** An event as Sentry's SDK sends it, and a trace as an exporter of OpenTelemetry does: no rows, no answers. */
const DOORS = {
  sentry({ path, query, route, error, place }: Reported) {
    const frames = [
      { function: place, filename: '/app/alone/service.ts', lineno: 5, colno: 3, in_app: true },
    ];
    const event = {
      event_id: randomUUID().replaceAll('-', ''),
      transaction: `GET ${route}`,
      release: repository.commit,
      request: { method: 'GET', url: `http://shop.test${path}`, query_string: query },
      contexts: { response: { status_code: 500 } },
      exception: { values: [{ type: error.type, value: error.message, stacktrace: { frames } }] },
    };
    const body = `{}\n{"type":"event"}\n${JSON.stringify(event)}\n`;
    return app.app.request(`/api/1/envelope/?sentry_key=${KEY}`, { method: 'POST', body });
  },
  otlp({ path, query, route, error, place }: Reported) {
    const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
    const exception = [
      attribute('exception.type', error.type),
      attribute('exception.message', error.message),
      attribute(
        'exception.stacktrace',
        `${error.type}: ${error.message}\n    at ${place} (/app/alone/service.ts:5:3)`,
      ),
    ];
    const span = {
      ...{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: `GET ${route}`, kind: 2 },
      attributes: [
        attribute('http.request.method', 'GET'),
        attribute('http.route', route),
        attribute('url.path', path),
        attribute('url.query', query),
        attribute('http.response.status_code', '500'),
      ],
      events: [{ name: 'exception', attributes: exception }],
    };
    const resource = { attributes: [attribute('service.version', repository.commit)] };
    return app.post(`/ingest/otlp/${KEY}/v1/traces`, {
      resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }],
    });
  },
};

/** Reports a failure, and analyses the incident as a heal does. @returns the incident's id, and what was found */
async function analysed(door: keyof typeof DOORS, reported: Reported) {
  const known = new Set((await app.store.listIncidents()).incidents.map(({ id }) => id));
  expect((await DOORS[door](reported)).status).toBeLessThan(300);
  const { incidents } = await app.store.listIncidents();
  const [id = '', ...others] = incidents.map((incident) => incident.id).filter((each) => !known.has(each));
  expect(others).toEqual([]);
  await app.store.moveIncident({
    incidentId: id,
    key: `${id}:cooling`,
    to: 'cooling_down',
    message: 'waits',
  });
  const { codeHost } = repository;
  const { analyzeIncident } = createAnalyzeActivities({
    ...{ store: app.store, codeHosts: { of: () => codeHost }, prover, knowledge, stickyTaskQueue: 'test' },
  });
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR', () => {}) });
  const round = { incidentId: id, healRun: 1, attempt: 1 };
  return { id, found: (await environment.run(analyzeIncident, round)) as Analyzed };
}

it('reproduces a failure that lies in the request from what a Sentry event alone says, and a trace alone', async () => {
  const query = { path: '/orders', query: 'offset=-5', route: '/orders', place: 'listPage' };
  const error = { type: 'error', message: 'OFFSET must not be negative' };
  expect(await analysed('sentry', { ...query, error })).toMatchObject({ found: { reproduced: true } });
  // A failure of the same place would count in the same incident.
  const other = { ...query, query: 'offset=-7', place: 'listOther' };
  expect(await analysed('otlp', { ...other, error })).toMatchObject({ found: { reproduced: true } });
});

it('says in the incident and on its page what differed, which part is missing, and what would bring it', async () => {
  const { id, found } = await analysed('sentry', {
    ...{ path: '/orders/17', query: '', route: '/orders/:id', place: 'ownerOf' },
    error: { type: 'TypeError', message: "Cannot read properties of null (reading 'trim')" },
  });
  expect(found.reproduced).toBe(false);
  const differs = 'Production answered 500, the sandbox 404.';
  const lacks = 'The rows, cache entries and upstream answers that the request met are not known.';
  const brings = 'The recorder would bring them: start the service with';
  const answer = await app.app.request(`/developer/incidents/${id}`, {
    headers: { accept: 'application/json' },
  });
  const shown = (await answer.json()) as { timeline: { message: string; data: unknown }[] };
  const note = shown.timeline.find(({ message }) => message.startsWith('Not reproduced: '));
  expect(note?.data).toMatchObject({
    reproduced: false,
    differences: [differs],
    missing: expect.arrayContaining([expect.stringContaining(lacks), expect.stringContaining(brings)]),
  });
  const page = await app.app.request(`/developer/incidents/${id}`, { headers: { accept: 'text/html' } });
  const text = await page.text();
  for (const sentence of [differs, lacks, brings]) expect(text).toContain(sentence);
});
