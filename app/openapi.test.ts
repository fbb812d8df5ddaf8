import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { incidentIn } from '../store/testing/incident-in.ts';
import { FAILED, json, type Release, startRelease } from './testing/release.ts';
import { postSigned } from './testing/signed.ts';
import { createTestApp, jsonOf, KEY, type TestApp } from './testing/test-app.ts';

const BASE = '/developer/incidents';
const TOKEN = 'a-token-for-this-test-only';

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
}

let release: Release;
let test: TestApp;
let guarded: TestApp;
let document: Document;
beforeAll(async () => {
  release = await startRelease((request, response) =>
    json(response, request.url?.includes('external') ? 504 : 500, FAILED),
  );
  test = await createTestApp({ service: { url: release.url } });
  guarded = await createTestApp({ environment: { ADMIN_TOKEN: TOKEN } });
  document = await jsonOf<Document>(await test.app.request('/openapi.json'));
});
afterAll(async () => {
  await test.close();
  await guarded.close();
  await release.close();
});

/** `GET /x/{id}` for each operation of the document. */
const described = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );

it('is OpenAPI 3.1', () => {
  expect(document.openapi).toBe('3.1.0');
});

/** Pages and the forms on them, which are for people; the rest is the contract. */
const FOR_BROWSERS =
  /^GET \/developer(\/docs.*|\/overview|\/incidents\/(reset|sign-in|\{id\}\/recording))?$|^POST \/developer\/incidents\/(sign-in.*|trigger|\{id\}\/\{action\}.*)$/;

it('has every route that the app has', () => {
  const routes = test.app.routes
    .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    .filter((route) => !FOR_BROWSERS.test(route));
  expect(routes.length).toBeGreaterThan(15);
  expect([...new Set(routes)].filter((route) => !described().includes(route))).toEqual([]);
});

it('has no route that the app does not have', async () => {
  const missing: string[] = [];
  for (const route of described()) {
    const [method, path] = route.split(' ') as [string, string];
    // Routes that wait, that pass on, and files of pages are requested elsewhere.
    if (/stream$|reset$|^\/test-fault|assets\/\{name\}$/.test(path)) continue;
    const url = path.replace('{id}', 'LIVE-4040').replace('{name}', 'shop');
    const response = await test.app.request(url, { method });
    if (response.status === 404 && (await response.text()).includes('not_found')) missing.push(route);
  }
  expect(missing).toEqual([]);
});

describe('each answer', () => {
  const post = (path: string, body?: unknown, headers?: Record<string, string>) => () =>
    test.post(path, body, headers);
  const foreign = { origin: 'https://evil.example' };
  const report = {
    service: 'demo',
    incidents: [],
    status: 'success',
    commit_sha: '0'.repeat(40),
    run_url: '',
  };

  const asked: [number, string, () => Response | Promise<Response>][] = [
    [200, 'GET /up', () => test.app.request('/up')],
    [200, 'GET /up/build', () => test.app.request('/up/build')],
    [200, 'GET /metrics', () => test.app.request('/metrics')],
    [500, 'POST /test-fault/run', post('/test-fault/run')],
    [504, 'POST /test-fault/external-api', post('/test-fault/external-api')],
    [200, 'GET /developer/services', () => test.app.request('/developer/services')],
    [200, 'GET /developer/services/{name}', () => test.app.request('/developer/services/demo')],
    [404, 'GET /developer/services/{name}', () => test.app.request('/developer/services/shop')],
    [
      404,
      'DELETE /developer/services/{name}',
      () => test.app.request('/developer/services/shop', { method: 'DELETE' }),
    ],
    [
      400,
      'PUT /developer/services/{name}',
      () => test.app.request('/developer/services/shop', { method: 'PUT' }),
    ],
    [401, 'POST /ingest/recordings', post('/ingest/recordings')],
    [400, 'POST /ingest/recordings', post('/ingest/recordings', {}, { authorization: `Bearer ${KEY}` })],
    [200, `GET ${BASE}`, () => test.app.request(BASE)],
    [200, `GET ${BASE}/api/data`, () => test.app.request(`${BASE}/api/data`)],
    [404, `GET ${BASE}/assets/{name}`, () => test.app.request(`${BASE}/assets/none`)],
    [400, `GET ${BASE}/{id}`, () => test.app.request(`${BASE}/nonsense`)],
    [404, `GET ${BASE}/{id}`, () => test.app.request(`${BASE}/LIVE-4040`)],
    [404, `GET ${BASE}/resets/{id}`, () => test.app.request(`${BASE}/resets/none`)],
    [200, `GET ${BASE}/healing-status`, () => test.app.request(`${BASE}/healing-status`)],
    [200, `POST ${BASE}/revive-healing`, post(`${BASE}/revive-healing`)],
    [400, `POST ${BASE}/revive-healing`, post(`${BASE}/revive-healing`, { reason: '' })],
    [403, `POST ${BASE}/revive-healing`, post(`${BASE}/revive-healing`, {}, foreign)],
    [401, `POST ${BASE}/revive-healing`, () => guarded.post(`${BASE}/revive-healing`)],
    [400, `POST ${BASE}/pause-healing`, post(`${BASE}/pause-healing`, '{')],
    [403, `POST ${BASE}/pause-healing`, post(`${BASE}/pause-healing`, {}, foreign)],
    [403, `POST ${BASE}/reset`, post(`${BASE}/reset`, {}, foreign)],
    [401, `POST ${BASE}/reset`, () => guarded.post(`${BASE}/reset`)],
    ...['approve', 'reject', 'retry'].flatMap((action): typeof asked => {
      const route = `POST ${BASE}/{id}/${action}`;
      const body = { reason: 'so' };
      return [
        [400, route, post(`${BASE}/nonsense/${action}`, body)],
        [401, route, () => guarded.post(`${BASE}/LIVE-0001/${action}`, body)],
        [403, route, post(`${BASE}/LIVE-0001/${action}`, body, foreign)],
        [404, route, post(`${BASE}/LIVE-4040/${action}`, body)],
        [
          409,
          route,
          async () => test.post(`${BASE}/${await incidentIn(test.store, 'fixing')}/${action}`, body),
        ],
      ];
    }),
    ...['approve', 'reject'].map((action): (typeof asked)[number] => [
      202,
      `POST ${BASE}/{id}/${action}`,
      async () =>
        test.post(`${BASE}/${await incidentIn(test.store, 'awaiting_approval')}/${action}`, { reason: 'so' }),
    ]),
    [
      202,
      `POST ${BASE}/{id}/retry`,
      async () => test.post(`${BASE}/${await incidentIn(test.store, 'failed')}/retry`),
    ],
    ...['pending', 'callback'].flatMap((name): typeof asked => {
      const route = `POST ${BASE}/pipeline/${name}`;
      return [
        [400, route, () => postSigned(test, name, '{}')],
        [401, route, post(`${BASE}/pipeline/${name}`, report)],
        [404, route, () => postSigned(test, name, report)],
        [413, route, () => postSigned(test, name, { ...report, run_url: 'x'.repeat(400_000) })],
      ];
    }),
  ];

  it.each(asked)('%i of %s is in it', async (status, route, ask) => {
    const response = await ask();
    expect(response.status).toBe(status);
    const [method, path] = route.split(' ') as [string, string];
    const operation = document.paths[path]?.[method.toLowerCase()];
    expect(Object.keys(operation?.responses ?? {})).toContain(String(status));
  });
});
