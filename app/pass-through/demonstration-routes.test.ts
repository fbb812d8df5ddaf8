import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAILED, json, type Release, startRelease } from '../testing/release.ts';
import { createTestApp, jsonOf, type TestApp, type TestAppOptions } from '../testing/test-app.ts';
import { createPassThrough } from './demonstration-routes.ts';

let release: Release;
let test: TestApp;
beforeEach(async () => {
  release = await startRelease();
});
afterEach(async () => {
  await test.close();
  await release.close();
});

async function start(service: TestAppOptions['service'] = { url: release.url }) {
  test = await createTestApp({ service });
}

describe('a request below /test-fault/', () => {
  it('passes on to the release, and its answer comes back unchanged', async () => {
    await start();
    const response = await test.post('/test-fault/run?a=1');
    expect([response.status, await response.json()]).toEqual([500, FAILED]);
    expect(release.calls).toEqual(['POST /test-fault/run?a=1']);
  });

  it('passes on with its method, headers and body', async () => {
    let seen = {};
    await release.close();
    release = await startRelease(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      seen = {
        method: request.method,
        verification: request.headers['x-fault-verification'],
        host: request.headers.host,
        body: Buffer.concat(chunks).toString(),
      };
      json(response, 200, { ok: true });
    });
    await start();
    const response = await test.post('/test-fault/run', { a: 1 }, { 'X-Fault-Verification': '1' });
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
    expect(seen).toEqual({
      method: 'POST',
      verification: '1',
      host: new URL(release.url).host,
      body: '{"a":1}',
    });
  });

  it('gets the 404 of the release for a route that the release does not have', async () => {
    await release.close();
    release = await startRelease((_, response) =>
      json(response, 404, { error: { code: 'x', message: 'y' } }),
    );
    await start();
    const response = await test.post('/test-fault/none');
    expect([response.status, (await jsonOf(response)).error.code]).toEqual([404, 'x']);
  });

  it('is answered with 404 while no service is attached', async () => {
    await start(null);
    const response = await test.post('/test-fault/run');
    expect([response.status, (await jsonOf(response)).error.code]).toEqual([404, 'no_demonstration']);
    expect(release.calls).toEqual([]);
  });

  it('is answered with 404 while no attached service declares such a route', async () => {
    await start();
    const { definition } = test.service;
    await test.store.saveDefinition('demo', 'c'.repeat(40), { ...definition, faults: [] }, null);
    const response = await test.post('/test-fault/run');
    expect([response.status, (await jsonOf(response)).error.code]).toEqual([404, 'no_demonstration']);
  });

  it('passes on while the definition is read from the place to which the service moved', async () => {
    await start();
    const { definition: _, definitionCommit: __, ...place } = test.service;
    const repository = {
      host: 'github',
      owner: 'ada',
      repo: 'shop',
      baseUrl: 'https://api.github.com',
    } as const;
    await test.store.attachService({ ...place, repository, branch: 'next' }, null);
    expect((await test.post('/test-fault/run')).status).toBe(500);
    expect(release.calls).toEqual(['POST /test-fault/run']);
  });

  it('is answered with 503 until the definition of a new service was read', async () => {
    await start(null);
    const { definition: _, definitionCommit: __, ...place } = test.service;
    await test.store.attachService({ ...place, url: release.url }, null);
    const response = await test.post('/test-fault/run');
    const { error } = await jsonOf(response);
    expect([response.status, error.code]).toEqual([503, 'definition_missing']);
    expect(error.message).toContain('Try again in a moment');
  });

  it('is answered with 502 while the release is not there', async () => {
    await start();
    await release.close();
    const response = await test.post('/test-fault/run');
    const { error } = await jsonOf(response);
    expect([response.status, error.code]).toEqual([502, 'release_unreachable']);
    expect(error.message).toContain(release.url);
    release = await startRelease();
  });

  it('is answered with 504 when the release does not answer in time', async () => {
    await release.close();
    release = await startRelease(() => {});
    await start();
    const { store, tracing } = test.parts;
    const routes = createPassThrough({ store, tracing, timeoutMs: 50 });
    let thrown: unknown;
    routes.onError((error, c) => {
      thrown = error;
      return c.text('', 504);
    });
    await routes.request('/test-fault/run', { method: 'POST' });
    expect(thrown).toMatchObject({ type: 'release_timeout', message: expect.stringContaining('0.05 s') });
  });
});
