import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStore } from '../create-store.ts';
import type { Store } from '../store.ts';
import { occurrence } from '../testing/occurrence.ts';
import { createTestDatabase } from '../testing.ts';
import type { ListQuery } from './page-store.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
beforeEach(async () => {
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.url });
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const REMEDIATION = { action_type: 'auto_fix_pushed', parameters: {}, execution_timestamp: '' };

async function opened(faultCode: string, severity: 'low' | 'critical' = 'low'): Promise<string> {
  const { incidentId } = await store.recordOccurrence(
    occurrence({ faultCode, severity, route: `/${faultCode}` }),
  );
  return incidentId;
}

async function cancelled(faultCode: string): Promise<string> {
  const incidentId = await opened(faultCode);
  await store.moveIncident({ incidentId, key: 'end', to: 'cancelled', message: 'Cancelled.' });
  return incidentId;
}

it('lists what is open first, then the newest, and cuts pages that meet without gap or overlap', async () => {
  const ended = [await cancelled('A'), await cancelled('B'), await cancelled('C')];
  const open = await opened('A');
  ended.push(await cancelled('D'), await cancelled('E'));
  const expected = [open, ...ended.reverse()];

  const seen: string[] = [];
  let query: ListQuery = { limit: 2 };
  for (;;) {
    const page = await store.listPage(query);
    seen.push(...page.incidents.map(({ id }) => id));
    if (page.below === null) break;
    query = { limit: 2, below: page.below };
  }
  expect(seen).toEqual(expected);

  const third = await store.listPage(query);
  const second = await store.listPage({ limit: 2, above: third.above as number });
  expect(second.incidents.map(({ id }) => id)).toEqual(expected.slice(2, 4));
  const first = await store.listPage({ limit: 2, above: second.above as number });
  expect(first.incidents.map(({ id }) => id)).toEqual(expected.slice(0, 2));
  expect(first).toMatchObject({ above: null, below: expect.any(Number) });
});

it('narrows by status, severity, fault and part of a text, and takes no text for a pattern', async () => {
  const one = await opened('FAULT_ONE', 'critical');
  const two = await cancelled('FAULT_TWO');
  const ids = async (query: Omit<ListQuery, 'limit'>) =>
    (await store.listPage({ limit: 9, ...query })).incidents.map(({ id }) => id);
  expect(await ids({ status: 'detected' })).toEqual([one]);
  expect(await ids({ status: 'failed' })).toEqual([two]);
  expect(await ids({ severity: 'critical' })).toEqual([one]);
  expect(await ids({ faultCode: 'FAULT_TWO' })).toEqual([two]);
  expect(await ids({ search: two.toLowerCase() })).toEqual([two]);
  expect(await ids({ search: '/fault_o' })).toEqual([one]);
  expect(await ids({ search: '%' })).toEqual([]);
  expect(await ids({ search: '\\' })).toEqual([]);
  expect(await ids({ status: 'failed', severity: 'critical' })).toEqual([]);
});

it('tells the phase, since when, and what was said of it', async () => {
  const incidentId = await opened('A');
  await store.moveIncident({ incidentId, key: 'k', to: 'analyzing', message: 'Replays it.' });
  await store.addNote({ incidentId, key: 'n', message: 'A note.' });
  const [listed] = (await store.listPage({ limit: 1 })).incidents;
  const [, moved] = (await store.getIncidentDetail(incidentId))?.timeline ?? [];
  expect(listed).toMatchObject({ phase: 'analyzing', phaseMessage: 'Replays it.', phaseSince: moved?.at });
});

it('counts what is opened, moved, retried and deleted, and forgets nothing when it sums up', async () => {
  const counts = async () => (await store.listPage({ limit: 1 })).counts;
  const none = { detected: 0, in_progress: 0, resolved: 0, failed: 0 };
  expect(await counts()).toEqual(none);
  const resolved = await opened('A');
  const path = [
    'analyzing',
    'fixing',
    'validating',
    'pushing',
    'deploying',
    'verifying',
    'resolved',
  ] as const;
  for (const to of path) {
    const remediation = to === 'deploying' ? { remediation: REMEDIATION } : {};
    await store.moveIncident({ incidentId: resolved, key: to, to, message: to, ...remediation });
  }
  // Each of these is two changes; one in a hundred sums them up.
  for (let n = 0; n < 150; n += 1) await cancelled(`F${n}`);
  const again = await cancelled('B');
  await store.retryIncident(again, 'Ada');
  await store.recordOccurrence(occurrence({ faultCode: 'B' }));
  expect(await counts()).toEqual({ ...none, detected: 1, resolved: 1, failed: 150 });
  expect((await store.listIncidents()).counts).toEqual(await counts());
  await store.deleteIncidents([resolved], 'RESET-0001');
  expect(await counts()).toEqual({ ...none, detected: 1, failed: 150 });
  await store.deleteIncidents('all', 'RESET-0002');
  expect(await counts()).toEqual(none);
});
