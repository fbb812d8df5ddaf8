import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SutureError } from '../domain/errors.ts';
import { healWorkflowId } from '../domain/incident.ts';
import { createStore } from '../store/create-store.ts';
import type { Store } from '../store/store.ts';
import { incidentIn } from '../store/testing/incident-in.ts';
import { createTestDatabase } from '../store/testing.ts';
import { limited } from './limited.ts';
import { notingWaits } from './noting-waits.ts';
import { createQueueWaits } from './queue-waits.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
let incidentId: string;
beforeEach(async () => {
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.url });
  incidentId = await incidentIn(store, 'pushing');
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

/** One try of a step that ends with this error, or without one. */
function run(attempt: number, error: SutureError | null, activityId = 'push'): Promise<unknown> {
  const { step } = notingWaits(
    {
      async step() {
        if (error) throw error;
      },
    },
    store,
  );
  return environment(attempt, activityId).run(step);
}

function environment(attempt: number, activityId: string) {
  const workflowExecution = { workflowId: healWorkflowId(incidentId), runId: 'run-1' };
  const info = { attempt, activityId, workflowExecution };
  return new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR', () => {}) });
}

const waits = async () => (await store.systemState([])).waits;
const rows = async () => {
  const detail = await store.getIncidentDetail(incidentId);
  return (detail?.timeline ?? []).filter(({ kind }) => kind === 'note').map(({ message }) => message);
};

const LIMIT = new SutureError('code_host_rate_limited', 'GitHub limits our requests.', {
  retryAfterMs: 3_000_000,
});
const OUTAGE = new SutureError('code_host_unavailable', 'GitHub could not move main (503).');

it('shows a limit that the code host names from its first answer on, with one row for all its tries', async () => {
  for (const attempt of [1, 2, 3]) await expect(run(attempt, LIMIT)).rejects.toBe(LIMIT);
  const [wait, ...others] = await waits();
  expect(others).toEqual([]);
  expect(wait).toMatchObject({ incidentId, kind: 'limit', on: 'the code host', reason: LIMIT.message });
  expect(Date.parse(wait?.until ?? '') - Date.now()).toBeGreaterThan(2_900_000);
  expect(await rows()).toEqual([`Waits for the code host. ${LIMIT.message}`]);
});

it('shows an outage from the second try on, since when, and its end', async () => {
  await expect(run(1, OUTAGE)).rejects.toBe(OUTAGE);
  expect(await waits()).toEqual([]);
  await expect(run(2, OUTAGE)).rejects.toBe(OUTAGE);
  const [first] = await waits();
  await expect(run(9, OUTAGE)).rejects.toBe(OUTAGE);
  expect(await waits()).toEqual([first]);
  expect(first).toMatchObject({ kind: 'outage', until: null });
  await run(10, null);
  expect(await waits()).toEqual([]);
  expect(await rows()).toEqual([
    `Waits for the code host. ${OUTAGE.message}`,
    'The wait is over; the heal continues.',
  ]);
});

it('shows limits of models, cooldowns, knowledge and services in the same way', async () => {
  const delay = { retryable: true, retryAfterMs: 60_000 };
  for (const type of [
    'model_overloaded',
    'cooldowns_throttled',
    'knowledge_unavailable',
    'service_unavailable',
  ] as const) {
    await expect(run(1, new SutureError(type, type, delay), type)).rejects.toThrow(type);
  }
  expect((await waits()).map(({ on }) => on)).toEqual([
    'the model',
    'the cooldowns',
    'the knowledge',
    'the delivery',
  ]);
});

it('ends a wait with a failure that is not retried, and with the incident', async () => {
  await expect(run(1, LIMIT, 'one')).rejects.toBe(LIMIT);
  await expect(run(1, LIMIT, 'other')).rejects.toBe(LIMIT);
  const refused = new SutureError('code_host_refused', 'GitHub refused.');
  await expect(run(2, refused, 'one')).rejects.toBe(refused);
  expect(await waits()).toHaveLength(1);
  await store.moveIncident({ incidentId, key: 'end', to: 'failed', message: 'It failed.' });
  expect(await waits()).toEqual([]);
});

it('shows a step that waits for a place in the sandbox until it gets one', async () => {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const { step } = limited({ step: () => ended }, 1, createQueueWaits(store));
  const first = environment(1, 'one').run(step);
  const second = environment(1, 'two').run(step);
  await expect.poll(waits).toMatchObject([{ kind: 'queue', on: 'a place in the sandbox' }]);
  end();
  await Promise.all([first, second]);
  expect(await waits()).toEqual([]);
  expect(await rows()).toHaveLength(2);
});
