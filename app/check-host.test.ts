import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestApp, jsonOf, type TestApp } from './testing/test-app.ts';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp({
    environment: {
      PUBLIC_URL: 'https://suture.example.com',
      ALLOWED_HOSTS: 'heals.internal, other.internal',
    },
  });
});
afterEach(() => test.close());

const READ = [
  '/developer/incidents',
  '/developer/incidents/api/data',
  '/developer/incidents/stream',
  '/developer/incidents/LIVE-0001',
  '/developer/overview',
  '/developer/services',
  '/developer/docs',
  '/metrics',
  '/openapi.json',
  '/up/build',
];

it.each(READ)('shows nothing of %s to a page whose name was made to lead here', async (path) => {
  for (const accept of ['text/html', 'application/json']) {
    const answer = await test.app.request(path, { headers: { host: 'evil.test:8000', accept } });
    expect(answer.status).toBe(403);
    expect(await jsonOf(answer)).toMatchObject({ error: { code: 'host_refused' } });
  }
});

it('refuses changes for such a name, too', async () => {
  const headers = { host: 'evil.test:8000', 'content-type': 'application/json' };
  for (const path of ['/developer/incidents/pause-healing', '/test-fault/run']) {
    const answer = await test.app.request(path, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(403);
  }
});

it('answers loopback, addresses, its own names and those that are allowed', async () => {
  for (const host of [
    'localhost:8000',
    '127.0.0.1',
    '10.0.0.7:8000',
    'suture.example.com',
    'other.internal:80',
  ]) {
    const answer = await test.app.request('/up', { headers: { host } });
    expect([host, answer.status]).toEqual([host, 200]);
  }
});

it('takes reports of services under any name, since they show nothing and carry a key', async () => {
  const headers = { host: 'suture.in-my-network:8000', 'content-type': 'application/json' };
  const answer = await test.app.request('/ingest/recordings', { method: 'POST', headers, body: '{}' });
  expect(answer.status).toBe(401);
});
