import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { signed } from '../testing/cloudwatch.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

const SECRET = 'a secret between GitHub and us';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp({ environment: { GITHUB_WEBHOOK_SECRET: SECRET } });
});
afterEach(() => test.close());

const callback = (given: object) => ({
  service: 'demo',
  incidents: [],
  status: 'failure',
  commit_sha: 'a'.repeat(40),
  run_url: 'http://127.0.0.1/runs/1',
  detail: 'it failed',
  durations_ms: { build: 1 },
  ...given,
});

it.each([
  [
    'NULs',
    { detail: 'a\0b', run_url: 'http://\0', incidents: ['\0'], service: 'demo\0', durations_ms: { '\0': 1 } },
  ],
  ['halves of surrogate pairs', { detail: '\ud800', run_url: '\udc00', incidents: ['\ud800'] }],
  ['huge numbers', { durations_ms: { build: 1.7e308 } }],
  ['long texts', { detail: 'x'.repeat(400_000) }],
])('takes a callback of the delivery with %s, or names what is wrong', async (_, odd) => {
  const body = JSON.stringify(callback(odd));
  const secret = test.parts.settings.CALLBACK_SECRET as string;
  const response = await test.post('/developer/incidents/pipeline/callback', body, signed(secret, body));
  expect(response.status).toBeLessThan(500);
});

const event = (given: object) =>
  JSON.stringify({
    action: 'closed',
    number: 1,
    pull_request: { head: { ref: 'suture/heal-LIVE-0001/1-push-1' } },
    repository: { full_name: 'ada/shop' },
    ...given,
  });

it.each([
  ['NULs', event({ repository: { full_name: '\0/\0' }, action: 'closed\0' })],
  ['halves of surrogate pairs', event({ repository: { full_name: '\ud800/\udc00' } })],
  ['a huge number', event({}).replace('"number":1', '"number":1e999')],
  ['a number of 400 digits', event({}).replace('"number":1', `"number":${'9'.repeat(400)}`)],
  [
    'deep JSON',
    event({}).replace('"number":1', `"number":1,"x":${'['.repeat(500_000)}${']'.repeat(500_000)}`),
  ],
  ['null', 'null'],
])('answers a webhook of GitHub with %s without an error of ours', async (_, body) => {
  const response = await test.post('/ingest/github', body, {
    'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    'x-github-event': 'pull_request',
    'x-github-delivery': 'one',
  });
  expect(response.status).toBeLessThan(500);
});
