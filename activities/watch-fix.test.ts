import { expect, it } from 'vitest';
import type { FaultDefinition } from '../domain/service-definition.ts';
import { watchFix } from './watch-fix.ts';

const fault = {
  route: '/books',
  probe: { kind: 'http', request: { method: 'GET' } },
  policy: { watchSeconds: 1 },
  assurance: { successRate: 0.5, confidence: 0.95 },
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
  expect(await watch('watched', [0, 0, 8], 1_000)).toMatchObject({ outcome: 'held', requests: 8 });
});

it('holds by as many requests as the assurance asks for, and says which share may still fail', async () => {
  expect(await watch('watched', [4])).toMatchObject({
    outcome: 'too_few',
    summary: expect.stringContaining('The assurance of the fault asks for 5 requests.'),
  });
  const { outcome, summary, failing_at_most } = await watch('watched', [5]);
  expect([outcome, failing_at_most?.toFixed(3)]).toEqual(['held', '0.451']);
  expect(summary).toContain('with 95 % confidence at most 45.1 % of its requests still fail.');
});

it('stays unverified when none are reported in time, and at once where the delivery counts by itself', async () => {
  expect(await watch('watched', [0], 20)).toMatchObject({ outcome: 'unverified', requests: 0 });
  expect(await watch('local', [0, 9])).toMatchObject({ outcome: 'unverified', requests: 0 });
});
