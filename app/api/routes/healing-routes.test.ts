import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { incidentIn } from '../../../store/testing/incident-in.ts';
import { createTestAppWithOutages } from '../../testing/outage.ts';
import { createTestApp, type ErrorBody, jsonOf, type TestApp } from '../../testing/test-app.ts';

const BASE = '/developer/incidents';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(() => test.close());

interface Healing {
  paused: boolean;
  reason: string | null;
  changed_at: string;
  reset_at: string | null;
}
const status = async () => jsonOf<Healing>(await test.app.request(`${BASE}/healing-status`));

async function turn(action: 'pause' | 'revive', body?: unknown) {
  const response = await test.post(`${BASE}/${action}-healing`, body);
  return { status: response.status, body: await jsonOf<Healing & ErrorBody>(response) };
}

it('heals unless it is told not to', async () => {
  expect(await status()).toEqual({
    paused: false,
    reason: null,
    changed_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    reset_at: null,
  });
});

describe('POST /developer/incidents/pause-healing', () => {
  it('pauses, keeps the reason, and wakes nobody', async () => {
    await incidentIn(test.store, 'detected');
    await test.takeOutbox();
    const before = await status();
    const answer = await turn('pause', { reason: '  a release  ' });
    expect(answer).toMatchObject({ status: 200, body: { paused: true, reason: 'a release' } });
    expect(Date.parse(answer.body.changed_at)).toBeGreaterThan(Date.parse(before.changed_at));
    expect(await status()).toEqual(answer.body);
    expect(await test.takeOutbox()).toEqual([]);
  });

  it('can be asked for without a word, and twice', async () => {
    expect(await turn('pause')).toMatchObject({
      status: 200,
      body: { paused: true, reason: 'asked for by a person' },
    });
    expect(await turn('pause', {})).toMatchObject({ status: 200, body: { paused: true } });
  });
});

describe('POST /developer/incidents/revive-healing', () => {
  it('wakes each heal that is open, every time', async () => {
    const open = [await incidentIn(test.store, 'cooling_down'), await incidentIn(test.store, 'detected')];
    await incidentIn(test.store, 'failed');
    await turn('pause');
    await test.takeOutbox();
    const wakes = open.map((id) => ({
      kind: 'signal',
      workflowId: `heal-${id}`,
      signal: 'wake',
      payload: null,
    }));
    for (const _ of [1, 2]) {
      expect(await turn('revive', { reason: 'done' })).toMatchObject({
        status: 200,
        body: { paused: false, reason: 'done' },
      });
      expect(await test.takeOutbox()).toEqual(wakes);
    }
  });
});

describe.each(['pause', 'revive'] as const)('POST /developer/incidents/%s-healing', (action) => {
  it.each([
    ['an empty reason', { reason: ' ' }],
    ['a reason that is no text', { reason: 5 }],
    ['a reason that is too long', { reason: 'x'.repeat(501) }],
  ])('answers 400 to %s and changes nothing', async (_, body) => {
    const before = await status();
    const answer = await turn(action, body);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid_body']);
    expect(answer.body.error.message).toContain('reason: ');
    expect(await status()).toEqual(before);
  });

  it.each(['{', 'null', '[]'])('answers 400 to the body %s', async (text) => {
    const answer = await turn(action, text);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid_body']);
  });

  it('takes a reason that PostgreSQL cannot hold as it is', async () => {
    expect(await turn(action, { reason: 'a\0b' })).toMatchObject({
      status: 200,
      body: { reason: 'a\ufffdb' },
    });
  });
});

it('answers 503 and says so while PostgreSQL is away', async () => {
  const away = await createTestAppWithOutages();
  await away.postgres.cut();
  try {
    const response = await away.post(`${BASE}/pause-healing`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect((await jsonOf(response)).error).toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('PostgreSQL does not answer'),
    });
  } finally {
    await away.close();
  }
});
