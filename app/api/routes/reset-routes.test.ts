import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryLiveEvents } from '../../../adapters/live-events/memory.ts';
import type { Reset } from '../../../store/store.ts';
import { incidentIn } from '../../../store/testing/incident-in.ts';
import { createTestAppWithOutages } from '../../testing/outage.ts';
import { createTestApp, type ErrorBody, jsonOf, type TestApp } from '../../testing/test-app.ts';

const BASE = '/developer/incidents';
const COMMIT = 'f'.repeat(40);

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(() => test.close());

interface Answer {
  reset_id: string;
  workflow_id: string;
  joined: boolean;
  status: string;
}

async function told(response: Response) {
  return { status: response.status, body: await jsonOf<Answer & ErrorBody>(response) };
}

/** Asks for a reset and returns once it is known to be asked for, with the answer still to come. */
async function ask(headers: Record<string, string> = {}) {
  const answer = test.post(`${BASE}/reset`, undefined, headers).then(told);
  const resetId = await resetAskedFor();
  return { answer, resetId };
}

/** The id of the reset that runs, as soon as the store has it. */
async function resetAskedFor(): Promise<string> {
  for (;;) {
    const [message] = (await test.takeOutbox()).filter(({ kind }) => kind === 'start_reset');
    if (message?.kind === 'start_reset') return message.resetId;
  }
}

/** What the worker does in the end. */
const pushed = (resetId: string, change: Partial<Reset> = {}) =>
  test.store.updateReset(resetId, {
    step: 'code_pushed',
    deleted: 2,
    cooldownsCleared: 1,
    codeReset: { status: 'pushed', commit: COMMIT },
    ...change,
  });

describe('a reset where no service declares a baseline', () => {
  it('is refused by the API and offered by no page', async () => {
    const other = await createTestApp({ service: null });
    const refused = await told(await other.post(`${BASE}/reset`));
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'no_baseline' } } });
    expect(await other.takeOutbox()).toEqual([]);
    expect(await (await other.app.request(BASE, { headers: { accept: 'text/html' } })).text()).not.toContain(
      'id="reset"',
    );
    expect(await (await test.app.request(BASE, { headers: { accept: 'text/html' } })).text()).toContain(
      'id="reset"',
    );
    await other.close();
  });
});

describe('POST /developer/incidents/reset', () => {
  it('waits for the commit and then tells what was deleted, cleared and pushed', async () => {
    await incidentIn(test.store, 'fixing');
    const { answer, resetId } = await ask();
    await test.store.updateReset(resetId, { step: 'heals_cancelled' });
    await pushed(resetId);
    expect(await answer).toEqual({
      status: 200,
      body: {
        deleted: 2,
        cooldowns_cleared: 1,
        code_reset: { status: 'pushed', commit: COMMIT },
        workflow_id: `reset-${resetId}`,
        reset_id: resetId,
        status: 'code_pushed',
        error: null,
        joined: false,
      },
    });
  });

  it('does nothing to an incident itself: that is the work of the reset', async () => {
    const incidentId = await incidentIn(test.store, 'fixing');
    const { answer, resetId } = await ask();
    expect((await test.store.getIncident(incidentId))?.phase).toBe('fixing');
    await pushed(resetId, { codeReset: { status: 'unchanged', commit: null } });
    expect((await answer).body).toMatchObject({ code_reset: { status: 'unchanged', commit: null } });
  });

  it('asked for by many at once is one reset', async () => {
    const answers = Array.from({ length: 5 }, () => test.post(`${BASE}/reset`).then(told));
    const resetId = await resetAskedFor();
    // Everybody has joined once the store has been asked so often; a late one finds the reset still running.
    await pushed(resetId);
    const all = await Promise.all(answers);
    expect(all.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect(new Set(all.map(({ body }) => body.workflow_id))).toEqual(new Set([`reset-${resetId}`]));
    expect(all.filter(({ body }) => !body.joined)).toHaveLength(1);
    expect(await test.takeOutbox()).toEqual([]);
  });

  it('is another reset once the first is done', async () => {
    const first = await ask();
    await pushed(first.resetId);
    await first.answer;
    const joined = await told(await test.post(`${BASE}/reset`));
    expect(joined.body).toMatchObject({ reset_id: first.resetId, joined: true });
    await test.store.updateReset(first.resetId, { step: 'done' });

    const second = await ask();
    expect(second.resetId).not.toBe(first.resetId);
    await pushed(second.resetId);
    expect((await second.answer).body).toMatchObject({ reset_id: second.resetId, joined: false });
  });

  it('answers 500 with the reason when it failed', async () => {
    const { answer, resetId } = await ask();
    await test.store.updateReset(resetId, { step: 'failed', error: 'The branch is protected.' });
    const { status, body } = await answer;
    expect(status).toBe(500);
    expect(body).toMatchObject({
      status: 'failed',
      error: { code: 'reset_failed', message: expect.stringContaining('The branch is protected.') },
    });
    expect(body.error.message).toContain(`reset-${resetId}`);
  });

  it('answers 202 with what is known when the app is about to end, and the reset continues', async () => {
    const { answer, resetId } = await ask();
    test.stop();
    expect(await answer).toMatchObject({
      status: 202,
      body: { status: 'requested', workflow_id: `reset-${resetId}`, code_reset: { status: 'pending' } },
    });
    expect(await test.store.getReset(resetId)).toMatchObject({ step: 'requested', finishedAt: null });
  });

  it('hears of the commit while Redis is away', async () => {
    const silent = await createTestApp({
      events: { publish() {}, subscribe: () => () => {}, connected: () => false, async close() {} },
    });
    try {
      const answer = silent.post(`${BASE}/reset`).then(told);
      const { reset } = await silent.store.requestReset('another person');
      await silent.store.updateReset(reset.id, { step: 'code_pushed' });
      expect(await answer).toMatchObject({ status: 200, body: { status: 'code_pushed' } });
    } finally {
      await silent.close();
    }
  });

  it('outlasts a moment without PostgreSQL, and answers 503 when it could not be asked for', async () => {
    const own = await createTestAppWithOutages({ events: createMemoryLiveEvents() });
    try {
      const asked = new Promise<void>((resolve) => {
        own.parts.events.subscribe(({ kind }) => kind === 'reset' && resolve());
      });
      const answer = own.post(`${BASE}/reset`).then(told);
      await asked;
      await own.postgres.cut();
      const none = await told(await own.post(`${BASE}/reset`));
      expect([none.status, none.body.error.code]).toEqual([503, 'store_unavailable']);
      const { reset, created } = await own.store.requestReset('another person');
      expect(created).toBe(false);
      await own.store.updateReset(reset.id, { step: 'code_pushed' });
      await own.postgres.restore();
      expect(await answer).toMatchObject({ status: 200, body: { reset_id: reset.id, joined: false } });
    } finally {
      await own.close();
    }
  });
});

describe('GET /developer/incidents/resets/:id', () => {
  it('tells how far a reset is', async () => {
    const { reset } = await test.store.requestReset('a person');
    const look = async () => told(await test.app.request(`${BASE}/resets/${reset.id}`));
    expect(await look()).toMatchObject({ status: 200, body: { status: 'requested', deleted: 0 } });
    await pushed(reset.id);
    await test.store.updateReset(reset.id, { step: 'done' });
    expect(await look()).toEqual({
      status: 200,
      body: {
        deleted: 2,
        cooldowns_cleared: 1,
        code_reset: { status: 'pushed', commit: COMMIT },
        workflow_id: `reset-${reset.id}`,
        reset_id: reset.id,
        status: 'done',
        error: null,
      },
    });
  });

  it.each(['RESET-9999', 'nonsense', '%00', '%E0%A4'])('answers 404 for %s', async (id) => {
    const { status, body } = await told(await test.app.request(`${BASE}/resets/${id}`));
    expect([status, body.error.code]).toEqual([404, 'unknown_reset']);
  });
});
