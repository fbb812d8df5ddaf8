import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signed } from './testing/cloudwatch.ts';
import { createTestApp, jsonOf, KEY, type TestApp } from './testing/test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

const COMMIT = 'a'.repeat(40);
const long = (length: number) => 'x'.repeat(length);

async function refusal(response: Response): Promise<string> {
  expect(response.status).toBe(400);
  const { error } = await jsonOf<{ error: { code: string; message: string } }>(response);
  expect(error.code).toBe('invalid_body');
  return error.message;
}

describe.each(['pending', 'callback'])('a report of the delivery to %s', (path) => {
  const report = {
    service: 'shop',
    incidents: [],
    status: 'success',
    commit_sha: COMMIT,
    run_url: 'http://127.0.0.1/runs/1',
    durations_ms: {},
  };
  const send = (given: object) => {
    const body = JSON.stringify({ ...report, ...given });
    return test.post(
      `/developer/incidents/pipeline/${path}`,
      body,
      signed(test.parts.settings.CALLBACK_SECRET as string, body),
    );
  };

  it.each([
    ['service', { service: long(101) }],
    ['service', { service: '' }],
    ['run_url', { run_url: long(2_001) }],
    ['incidents', { incidents: Array.from({ length: 1_001 }, (_, n) => `LIVE-${n}`) }],
    ['incidents.0', { incidents: [long(101)] }],
    ['commit_sha', { commit_sha: long(41) }],
  ])('is refused with the name of what is too long: %s', async (field, given) => {
    expect(await refusal(await send(given))).toContain(`${field}: `);
  });

  it('is refused as a whole above 256 KiB', async () => {
    const response = await send({ more: long(300_000) });
    expect(response.status).toBe(413);
  });
});

it.each([
  ['detail', { detail: long(16_001) }],
  ['durations_ms', { durations_ms: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`s${n}`, 1])) }],
  [`durations_ms.${long(101)}`, { durations_ms: { [long(101)]: 1 } }],
  ['durations_ms.build', { durations_ms: { build: -1 } }],
])('refuses a result of a rollout with the name of what is too long: %.20s', async (field, given) => {
  const body = JSON.stringify({
    ...{ service: 'shop', incidents: [], status: 'failure', commit_sha: COMMIT, run_url: '' },
    ...given,
  });
  const headers = signed(test.parts.settings.CALLBACK_SECRET as string, body);
  const response = await test.post('/developer/incidents/pipeline/callback', body, headers);
  expect(await refusal(response)).toContain(`${field}: `);
});

it.each([
  ['approve', { by: long(101) }, 'by'],
  ['approve', { reason: long(2_001) }, 'reason'],
  ['reject', { reason: long(2_001) }, 'reason'],
  ['rollback', { by: long(101), reason: 'x' }, 'by'],
  ['retry', { by: long(101) }, 'by'],
])('refuses a decision with the name of what is too long: %s %o', async (action, body, field) => {
  const response = await test.post(`/developer/incidents/LIVE-0001/${action}`, body);
  expect(await refusal(response)).toContain(`${field}: `);
});

it.each(['pause-healing', 'revive-healing'])('refuses a long reason to %s', async (path) => {
  const response = await test.post(`/developer/incidents/${path}`, { reason: long(501) });
  expect(await refusal(response)).toContain('reason: ');
});

const recording = {
  service: 'demo',
  key: 'one',
  faultCode: 'FAULT_X',
  route: '/x',
  reason: 'late',
  logLine: 'FAULT_X',
  latencyMs: 1,
  at: new Date(0).toISOString(),
};
it.each([
  ['service', long(64)],
  ['key', long(101)],
  ['faultCode', `F${long(80).toUpperCase()}`],
  ['route', `/${long(2_000)}`],
  ['reason', long(1_001)],
  ['logLine', long(4_001)],
  ['errorClass', long(201)],
  ['message', long(64_001)],
  ['sqlstate', long(6)],
  ['stack', long(64_001)],
  ['release', long(201)],
  ['trace', Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`h${n}`, 'x']))],
  ['trace.h', { h: long(1_001) }],
])('refuses a recording with the name of what is too long: %s', async (field, value) => {
  const body = { ...recording, [field.split('.')[0] as string]: value };
  const response = await test.post('/ingest/recordings', body, { Authorization: `Bearer ${KEY}` });
  expect(await refusal(response)).toContain(`${field}: `);
});

const place = {
  repository: { host: 'github', owner: 'ada', repo: 'shop' },
  url: 'http://127.0.0.1:3000',
  delivery: { kind: 'local', url: 'http://127.0.0.1:8001' },
};
it.each([
  ['repository.owner', { repository: { ...place.repository, owner: long(101) } }],
  ['repository.path', { repository: { host: 'local', path: `/${long(4_096)}` } }],
  ['repository.functionName', { repository: { host: 'lambda', functionName: long(301) } }],
  ['branch', { branch: long(256) }],
  ['url', { url: `http://127.0.0.1/${long(2_000)}` }],
  ['delivery.url', { delivery: { kind: 'local', url: `http://127.0.0.1/${long(2_000)}` } }],
  ['key', { key: long(101) }],
])('refuses to attach a service with the name of what is too long: %s', async (field, given) => {
  const response = await test.app.request('/developer/services/shop', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...place, ...given }),
  });
  expect(await refusal(response)).toContain(`${field}: `);
});
