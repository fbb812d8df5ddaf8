import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStore } from '../create-store.ts';
import type { Store } from '../store.ts';
import { incidentIn } from '../testing/incident-in.ts';
import { createTestDatabase } from '../testing.ts';
import type { FailureGroup } from './record-failures.ts';

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

function group(faultCode: string, times: number, isRepeat: boolean): FailureGroup {
  const occurrence = {
    ...{ service: 'shop', faultCode, faultType: 'undeclared_error', severity: 'medium' as const },
    ...{ route: '/orders', reason: 'TypeError', logLine: 'TypeError: x', latencyMs: 0 },
    ...{ errorClass: 'TypeError', message: 'x', sqlstate: null, stack: null, trace: null, key: null },
    ...{ buildSha: null, at: new Date() },
  };
  return { occurrences: [occurrence], times, fault: null, recordings: [], isRepeat };
}

const affected = async (id: string | null | undefined) =>
  (await store.getIncident(id ?? ''))?.symptoms.affected_requests;

it('adds repeats to the open incidents of several faults, without a row for any of them', async () => {
  const ids = await store.recordFailures([group('ERR_B', 2, false), group('ERR_A', 1, false)]);
  const since = new Date(0);
  const rows = async () => (await store.failuresSince(ids[0] ?? '', since)).length;
  const before = await rows();
  expect(await store.recordFailures([group('ERR_A', 40, true), group('ERR_B', 7, true)])).toEqual([
    ids[1],
    ids[0],
  ]);
  expect([await affected(ids[0]), await affected(ids[1])]).toEqual([9, 41]);
  expect(await rows()).toBe(before);
});

it('opens an incident for a repeat whose incident has ended, and counts the others once', async () => {
  const [open] = await store.recordFailures([group('ERR_A', 1, false)]);
  const ended = await incidentIn(store, 'resolved', { service: 'shop', faultCode: 'ERR_B' });
  const [counted, opened] = await store.recordFailures([group('ERR_A', 5, true), group('ERR_B', 3, true)]);
  expect(counted).toBe(open);
  expect(await affected(open)).toBe(6);
  expect(opened).not.toBe(ended);
  expect(await affected(opened)).toBe(3);
});

describe('failures of an undeclared fault whose heal gave up', () => {
  const CODE = 'ERR_0123456789AB';
  const on = (buildSha: string): FailureGroup => {
    const { occurrences, ...rest } = group(CODE, 3, false);
    return { ...rest, occurrences: occurrences.map((each) => ({ ...each, buildSha })) };
  };
  const gaveUp = (phase: 'failed' | 'cancelled') =>
    incidentIn(store, phase, { service: 'shop', faultCode: CODE, buildSha: 'a'.repeat(40) });

  it.each(['failed', 'cancelled'] as const)(
    'count in the incident that %s on the same commit',
    async (phase) => {
      const id = await gaveUp(phase);
      expect(await store.recordFailures([on('a'.repeat(40)), group('ERR_B', 1, false)])).toEqual([
        id,
        expect.not.stringMatching(id),
      ]);
      expect(await affected(id)).toBe(4);
    },
  );

  it('open another incident on the next commit', async () => {
    const id = await gaveUp('failed');
    expect(await store.recordFailures([on('b'.repeat(40))])).not.toEqual([id]);
  });
});
