import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStore } from '../create-store.ts';
import type { Store } from '../store.ts';
import { incidentIn } from '../testing/incident-in.ts';
import { occurrence } from '../testing/occurrence.ts';
import { createTestDatabase } from '../testing.ts';

const DAY_MS = 86_400_000;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
beforeAll(async () => {
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.url });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

/** A fault whose incident was resolved by a commit. */
async function resolved() {
  const faultCode = `FAULT_${randomBytes(6).toString('hex').toUpperCase()}`;
  const incidentId = await incidentIn(store, 'resolved', { faultCode });
  const commit = randomBytes(20).toString('hex');
  await store.recordPush({ commit, kind: 'fix', incidentId, attempt: 1, resetId: null });
  const failure = (days = 0) => occurrence({ faultCode, at: new Date(Date.now() + 1_000 + days * DAY_MS) });
  const failures = (times: number) =>
    store.recordFailures([
      {
        occurrences: [{ ...failure(), at: failure().at as Date }],
        times,
        fault: null,
        recordings: [],
        isRepeat: false,
      },
    ]);
  return { incidentId, failure, failures };
}

it('counts a failure of a resolved fault in its incident, which stays resolved until its release was judged', async () => {
  const { incidentId, failure, failures } = await resolved();
  const before = (await store.getIncident(incidentId))?.symptoms.affected_requests ?? 0;
  expect(await store.recordOccurrence(failure(13))).toMatchObject({ incidentId, opened: false });
  expect(await failures(7)).toEqual([incidentId]);
  const after = await store.getIncident(incidentId);
  expect([after?.phase, after?.symptoms.affected_requests]).toEqual(['resolved', before + 8]);
  expect(await store.outboxDepth()).toBeGreaterThan(0);
});

it('opens a new incident for a failure that comes after fourteen days, or while a person rolls the fix back', async () => {
  const late = await resolved();
  expect(await store.recordOccurrence(late.failure(15))).toMatchObject({ opened: true });
  const rolledBack = await resolved();
  await store.requestRollBack(rolledBack.incidentId, 'Ada', 'too slow');
  expect(await store.recordOccurrence(rolledBack.failure())).toMatchObject({ opened: true });
  const [other] = await (await resolved()).failures(1);
  expect(other).not.toBe(rolledBack.incidentId);
});

it('opens a returned incident again once, and lets no person retry one that is resolved', async () => {
  const { incidentId } = await resolved();
  await expect(store.retryIncident(incidentId, 'Ada')).rejects.toMatchObject({ type: 'illegal_move' });
  const returned = {
    incidentId,
    healRun: 1,
    attempt: 1,
    why: 'The failure returned.',
    data: { release: null },
  };
  expect(await store.reopenReturned(returned)).toBe(true);
  expect(await store.reopenReturned(returned)).toBe(false);
  expect(await store.getIncident(incidentId)).toMatchObject({ phase: 'detected', remediation: null });
  const { timeline = [] } = (await store.getIncidentDetail(incidentId)) ?? {};
  expect(timeline.at(-1)).toMatchObject({
    from_phase: 'resolved',
    to_phase: 'detected',
    message: 'The failure returned.',
    data: { returned: true, heal_run: 2 },
  });
});
