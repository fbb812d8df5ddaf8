import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createActionRoutes } from '../pages/actions/action-routes.ts';
import { createSignInRoutes } from '../pages/actions/sign-in-routes.ts';
import { createDashboardRoutes } from '../pages/dashboard-routes.tsx';
import { DEMONSTRATION } from '../pass-through/demonstration-routes.ts';
import { createTestApp, jsonOf, type TestApp } from '../testing/test-app.ts';

interface Operation {
  operationId?: string;
  tags: string[];
  security?: Record<string, string[]>[];
  requestBody?: { required: boolean; content: Record<string, { schema: { properties: object } }> };
  responses: Record<string, { description: string; content?: Record<string, { schema?: object }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
}

let test: TestApp;
let document: Document;
beforeAll(async () => {
  test = await createTestApp();
  document = await jsonOf<Document>(await test.app.request('/openapi.json'));
});
afterAll(() => test.close());

const BASE = '/developer/incidents';
const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

describe('GET /openapi.json', () => {
  it('is OpenAPI 3.1', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.components.securitySchemes)).toEqual([
      'adminToken',
      'webhookSignature',
      'intakeKey',
      'githubSignature',
    ]);
  });

  it('has every route that the app answers, and none that it does not', () => {
    const named = ({ method, path }: { method: string; path: string }) =>
      `${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}`;
    const forPeople = [
      ...createDashboardRoutes(test.parts).routes,
      ...createSignInRoutes(test.parts).routes,
      ...createActionRoutes(test.parts, test.app.fetch).routes,
    ].map(({ method, path }) => named({ method, path: `${BASE}${path === '/' ? '' : path}` }));
    const answered = test.app.routes
      .filter(({ method, path }) => method !== 'ALL' && !path.endsWith('*'))
      .map(named);
    const described = operations().map(named);
    // The release answers the demonstration's routes; the app passes them on by one pattern.
    const own = described.filter((route) => !route.includes(DEMONSTRATION));
    expect(own.filter((route) => !answered.includes(route))).toEqual([]);
    const known = [...described, ...forPeople, 'GET /developer'];
    expect(answered.filter((route) => !known.includes(route))).toEqual([]);
  });

  it('says how each route may fail', () => {
    const silent = operations().filter(({ operation }) => !operation.tags.includes('pages'));
    for (const { path, operation } of silent) {
      if (/^\/up|^\/metrics|openapi|stream/.test(path)) continue;
      expect(Object.keys(operation.responses), path).toContain('500');
    }
  });

  it('names the fault routes by their codes', () => {
    const faults = operations().filter(({ operation }) => operation.tags.includes('faults'));
    const ids = faults.map(({ operation }) => operation.operationId);
    expect(ids).toEqual(test.service.definition.faults.map(({ code }) => code));
    expect(Object.keys(document.paths['/test-fault/external-api']?.post?.responses ?? {})).toEqual([
      '200',
      '404',
      '500',
      '502',
      '503',
      '504',
    ]);
  });

  it('asks for a body only where something in it has no default', () => {
    const required = (path: string) => document.paths[path]?.post?.requestBody?.required;
    expect(required(`${BASE}/pause-healing`)).toBe(false);
    expect(required(`${BASE}/{id}/approve`)).toBe(false);
    expect(required(`${BASE}/{id}/reject`)).toBe(true);
    expect(required(`${BASE}/pipeline/callback`)).toBe(true);
  });

  it('tells a browser from a client where one address has a page and JSON', () => {
    const responses = document.paths[`${BASE}/{id}`]?.get?.responses ?? {};
    expect(Object.keys(responses['200']?.content ?? {})).toEqual(['application/json', 'text/html']);
    expect(Object.keys(responses['410']?.content ?? {})).toEqual(['text/html']);
  });

  it('names what guards a route, the token only where one is set', async () => {
    const guards = (of: Document, path: string) => of.paths[path]?.post?.security;
    expect(guards(document, `${BASE}/pipeline/callback`)).toEqual([{ webhookSignature: [] }]);
    expect(guards(document, `${BASE}/reset`)).toBeUndefined();
    const guarded = await createTestApp({ environment: { ADMIN_TOKEN: 'a-token-of-some-length' } });
    try {
      const with401 = await jsonOf<Document>(await guarded.app.request('/openapi.json'));
      expect(guards(with401, `${BASE}/reset`)).toEqual([{ adminToken: [] }]);
      expect(guards(with401, '/test-fault/run')).toBeUndefined();
    } finally {
      await guarded.close();
    }
  });
});

describe('a described body', () => {
  const pause = (body: string | undefined, type?: string) =>
    test.app.request(`${BASE}/pause-healing`, {
      method: 'POST',
      ...(body !== undefined && { body }),
      headers: type ? { 'content-type': type } : {},
    });
  const reasonOf = async (response: Response) => {
    expect(response.status).toBe(200);
    return (await jsonOf<{ reason: string }>(response)).reason;
  };

  it('may be left out where every field has a default', async () => {
    expect(await reasonOf(await pause(undefined))).toBe('asked for by a person');
    expect(await reasonOf(await pause('{}', 'application/json'))).toBe('asked for by a person');
  });

  it('counts as none when it is not declared as JSON', async () => {
    const text = '{"reason":"lunch"}';
    expect(await reasonOf(await pause(text, 'application/x-www-form-urlencoded'))).toBe(
      'asked for by a person',
    );
    expect(await reasonOf(await pause(text, 'application/json; charset=utf-8'))).toBe('lunch');
    expect(await reasonOf(await pause(text, 'application/vnd.suture+json'))).toBe('lunch');
  });

  it.each([
    ['{"reason":""}', 'reason'],
    ['{"reason":7}', 'reason'],
    ['[]', 'body'],
    ['{', 'JSON'],
    ['', 'JSON'],
  ])('is refused with a sentence when it is %j', async (text, named) => {
    const response = await pause(text, 'application/json');
    expect(response.status).toBe(400);
    const { error } = await jsonOf(response);
    expect(error.code).toBe('invalid_body');
    expect(error.message).toContain(named);
  });
});

describe('GET /developer/docs', () => {
  it('is a page without inline script, whose files are all served here', async () => {
    const response = await test.app.request('/developer/docs');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|style=/);
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] as string);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      expect(file).toMatch(/^\//);
      expect((await test.app.request(file)).status, file).toBe(200);
    }
  });

  it('lets a browser keep what has not changed', async () => {
    const path = '/developer/docs/assets/swagger-ui.css';
    const first = await test.app.request(path);
    expect(first.headers.get('content-type')).toBe('text/css; charset=utf-8');
    const etag = first.headers.get('etag') ?? '';
    const second = await test.app.request(path, { headers: { 'if-none-match': etag } });
    expect(second.status).toBe(304);
  });

  it('serves nothing else', async () => {
    for (const name of ['package.json', 'constructor', '..%2Fpackage.json']) {
      const response = await test.app.request(`/developer/docs/assets/${name}`);
      expect(response.status, name).toBe(404);
      expect((await jsonOf(response)).error.code).toBe('not_found');
    }
  });
});
