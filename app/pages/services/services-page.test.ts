import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseDefinition } from '../../../domain/service-definition.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

const COMMIT = 'c'.repeat(40);
let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
  const { name } = test.service;
  await test.store.attachService(
    {
      ...{ name: 'shop', branch: 'main', url: null },
      repository: { host: 'local', path: '/srv/shop' },
      delivery: { kind: 'watched' },
    },
    'a-key-of-some-length',
  );
  await test.store.saveDefinition('shop', COMMIT, parseDefinition({ name: 'shop', deliver: 'none' }), null);
  await test.store.saveDetection('shop', {
    commit: COMMIT,
    at: new Date().toISOString(),
    found: [{ what: 'Start', value: 'node server.js' }],
  });
  await test.store.saveHello({
    ...{ service: name, release: COMMIT, node: 'v22.1.0', address: 'http://127.0.0.1:3000' },
    ...{ started: true, requests: [{ method: 'GET', route: '/', requests: 7 }] },
  });
});
afterEach(async () => {
  test.stop();
  await test.close();
});

const page = async () => {
  const answer = await test.app.request('/developer/services', { headers: { accept: 'text/html' } });
  expect(answer.status).toBe(200);
  return (await answer.text())
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&#39;', "'");
};

it('shows what was checked of each service, when it was heard, what is live and what is missing', async () => {
  const text = await page();
  expect(text).toContain('suture.yaml at cccccccccc , read');
  expect(text).toContain('Not checked yet: suture check in its repository');
  expect(text).toContain('Kept for a person to apply; rollouts are yours, and watched');
  expect(text).toContain('Its recorder was never heard. What helps: suture run --service shop -- npm start');
  expect(text).toContain('What is detected at cccccccccc Start node server.js');
  expect(text).toMatch(/Spoke [^;]* ago on Node v22\.1\.0; 7 requests in 24 h/);
});

it('shows the check that suture check reports, and answers programs in JSON', async () => {
  const report = {
    ...{ commit: COMMIT, ok: false },
    parts: [{ part: 'health', state: 'failed', message: 'GET /healthz answers 404' }],
  };
  const put = (name: string) =>
    test.app.request(`/developer/services/${name}/check`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(report),
    });
  expect((await put('shop')).status).toBe(200);
  expect((await put('nobody')).status).toBe(404);
  expect(await page()).toContain('The last check failed at health: GET /healthz answers 404.');
  const json = await (await test.app.request('/developer/services/shop')).json();
  expect(json).toMatchObject({
    checks: { definition_read_at: expect.any(String), detection: { commit: COMMIT }, check: report },
  });
  const all = await test.app.request('/developer/services', { headers: { accept: '*/*' } });
  expect(await all.json()).toMatchObject({ services: [{ name: 'demo' }, { name: 'shop' }] });
});
