import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type ErrorBody, jsonOf, KEY, type TestApp } from '../../testing/test-app.ts';
import type { ServiceAnswer } from '../service-schemas.ts';

const BASE = '/developer/services';
const SHOP = {
  repository: { host: 'github', owner: 'ada', repo: 'shop' },
  url: 'http://127.0.0.1:9002',
  delivery: { kind: 'local', url: 'http://127.0.0.1:9001' },
};

let test: TestApp;
beforeEach(() => begin());
afterEach(() => test.close());

async function begin(environment: Record<string, string> = {}) {
  await test?.close();
  test = await createTestApp({ environment: { SUTURE_URL: 'http://suture.test:8000', ...environment } });
}

type Body = ErrorBody & ServiceAnswer & { key: string | null; dsn: string | null; services: ServiceAnswer[] };

async function ask(method: string, path = '', body?: unknown, headers: Record<string, string> = {}) {
  const response = await test.app.request(`${BASE}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await jsonOf<Body>(response) };
}

describe('GET /developer/services', () => {
  it('lists the attached services with their faults, and no key', async () => {
    const { status, body } = await ask('GET');
    expect(status).toBe(200);
    expect(body.services).toMatchObject([{ name: 'demo', branch: 'main', problem: null }]);
    expect(body.services[0]?.faults).toContainEqual({
      code: 'FAULT_DB_TIMEOUT',
      title: 'Statement cancelled by its timeout',
      severity: 'critical',
      route: '/test-fault/db-timeout',
      occurrences: 0,
    });
    expect(body.services[0]).toMatchObject({
      signs: { hello_at: null, undeclared: [] },
      missing: [{ what: 'Its recorder was never heard.', help: 'suture run --service demo -- npm start' }],
    });
    expect(JSON.stringify(body)).not.toMatch(/key_hash|the-key-of/);
  });

  it('shows one by its name', async () => {
    expect((await ask('GET', '/demo')).body).toMatchObject({ name: 'demo', definition: { health: '/up' } });
    const { status, body } = await ask('GET', '/shop');
    expect([status, body.error.code]).toEqual([404, 'unknown_service']);
  });
});

describe('POST /developer/services/{name}/key', () => {
  it('gives a service a new key, and refuses the old one', async () => {
    const old = (await ask('PUT', '/shop', SHOP)).body.key as string;
    const { status, body } = await ask('POST', '/shop/key');
    expect([status, body.dsn]).toEqual([200, `http://${body.key}@suture.test:8000/shop/1`]);
    expect(await test.store.serviceOfKey(old)).toBeNull();
    expect(await test.store.serviceOfKey(body.key as string)).toMatchObject({ name: 'shop', url: SHOP.url });
    expect((await ask('POST', '/other/key')).status).toBe(404);
  });
});

describe('PUT /developer/services/{name}', () => {
  it('attaches a service, shows its key once, and asks a worker to read its definition', async () => {
    const { status, body } = await ask('PUT', '/shop', SHOP);
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'shop', branch: 'main', definition: null, definition_commit: null });
    expect(body.key).toMatch(/^[\w-]{32}$/);
    expect(body.dsn).toBe(`http://${body.key}@suture.test:8000/shop/1`);
    expect(await test.store.serviceOfKey(body.key as string)).toMatchObject({ name: 'shop' });
    expect(await test.takeOutbox()).toEqual([{ kind: 'read_definition', service: 'shop' }]);
  });

  it('keeps the key of an attached service, unless a new one is given', async () => {
    const { key } = (await ask('PUT', '/shop', SHOP)).body;
    const changed = (await ask('PUT', '/shop', { ...SHOP, url: 'http://127.0.0.1:9003' })).body;
    expect(changed).toMatchObject({ url: 'http://127.0.0.1:9003', key: null, dsn: null });
    expect(await test.store.serviceOfKey(key as string)).toMatchObject({ name: 'shop' });

    const given = 'a-key-of-my-own-0001';
    expect((await ask('PUT', '/shop', { ...SHOP, key: given })).body).toMatchObject({
      key: given,
      dsn: `http://${given}@suture.test:8000/shop/1`,
    });
    expect(await test.store.serviceOfKey(key as string)).toBeNull();
    expect(await test.store.serviceOfKey(given)).toMatchObject({ name: 'shop' });
  });

  it.each([
    ['/shop', { ...SHOP, url: 'nowhere' }, 'url: '],
    ['/shop', { ...SHOP, repository: { host: 'floppy' } }, 'repository'],
    ['/shop', { ...SHOP, key: 'short' }, 'key: '],
    ['/shop', {}, 'repository'],
  ])('names what is wrong in %s %j', async (path, body, field) => {
    const answer = await ask('PUT', path, body);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid_body']);
    expect(answer.body.error.message).toContain(field);
  });

  it('refuses the key of another service', async () => {
    const { status, body } = await ask('PUT', '/shop', { ...SHOP, key: KEY });
    expect([status, body.error.code]).toEqual([409, 'key_taken']);
    expect(await test.store.serviceOfKey(KEY)).toMatchObject({ name: 'demo' });
  });

  it('refuses a name with other characters', async () => {
    const { status, body } = await ask('PUT', '/Shop!', SHOP);
    expect([status, body.error.code]).toEqual([400, 'invalid_service_name']);
    expect(body.error.message).toContain('lower-case');
  });

  it('needs the token where one is set, and no page of another site', async () => {
    const foreign = await ask('PUT', '/shop', SHOP, { origin: 'https://evil.example' });
    expect([foreign.status, foreign.body.error.code]).toEqual([403, 'cross_origin']);
    await begin({ ADMIN_TOKEN: 'a-token-of-some-length' });
    for (const method of ['PUT', 'DELETE']) {
      const { status, body } = await ask(method, '/shop', method === 'PUT' ? SHOP : undefined);
      expect([status, body.error.code]).toEqual([401, 'unauthorized']);
    }
    const authorization = 'Bearer a-token-of-some-length';
    expect((await ask('PUT', '/shop', SHOP, { authorization })).status).toBe(200);
    expect((await ask('GET')).status).toBe(200);
  });
});

describe('DELETE /developer/services/{name}', () => {
  it('detaches a service once, and its key is no longer accepted', async () => {
    const { key } = (await ask('PUT', '/shop', SHOP)).body;
    expect(await ask('DELETE', '/shop')).toEqual({ status: 200, body: { name: 'shop', detached: true } });
    expect(await test.store.serviceOfKey(key as string)).toBeNull();
    const again = await ask('DELETE', '/shop');
    expect([again.status, again.body.error.code]).toEqual([404, 'unknown_service']);
  });
});
