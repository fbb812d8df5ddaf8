import { expect, it } from 'vitest';
import type { FaultDefinition } from '../domain/service-definition.ts';
import { watchFix } from './watch-fix.ts';

const fault = {
  route: '/books',
  probe: { kind: 'http', request: { method: 'GET' } },
  policy: { watchSeconds: 1 },
} as FaultDefinition;

/** Asks with counts that arrive with each question. */
function watch(name: string, counts: number[], lateMs?: number) {
  let asked = 0;
  const delivery = {
    name,
    served: async () => ({ fix: counts[Math.min(asked++, counts.length - 1)] as number }),
  };
  const watching = { incidentId: 'LIVE-0001', fault, since: 0 };
  const store = { failuresSince: async () => [] };
  return watchFix({ store, delivery }, watching, async () => true, lateMs);
}

it('waits for counts that a recorder reports late', async () => {
  expect(await watch('watched', [0, 0, 4], 1_000)).toMatchObject({ outcome: 'held', requests: 4 });
});

it('stays unverified when none are reported in time, and at once where the delivery counts by itself', async () => {
  expect(await watch('watched', [0], 20)).toMatchObject({ outcome: 'unverified', requests: 0 });
  expect(await watch('local', [0, 9])).toMatchObject({ outcome: 'unverified', requests: 0 });
});
