import { expect, it } from 'vitest';
import { deliveryOf } from './delivery-of.ts';
import { FaultPolicy, HttpProbe } from './service-definition.ts';

const request = { method: 'GET', path: '/orders' };
const UNDECLARED = HttpProbe.parse({ request, expect: null });
const DECLARED = HttpProbe.parse({ request, expect: { status: 200 } });

/** A proof on which these rungs hold. */
function proofOf(...holding: number[]) {
  const rungs = [1, 2, 3, 4, 5].map((rung) => ({
    ...{ rung, name: '', detail: '' },
    held: holding.includes(rung) || null,
  }));
  return { rungs };
}

const delivered = (
  probe: HttpProbe,
  proof: { rungs: ReturnType<typeof proofOf>['rungs'] } | undefined,
  pushFrom?: number,
) => deliveryOf({ deliver: 'push' }, { probe, policy: FaultPolicy.parse({ pushFrom }) }, proof);

it('puts a fix before a person whose proof does not reach the rung from which a push is allowed', () => {
  expect(delivered(UNDECLARED, proofOf(1, 2, 3, 4))).toBe('review');
  expect(delivered(DECLARED, proofOf(1, 2, 5))).toBe('push');
  expect(delivered(UNDECLARED, proofOf(1, 2, 3), 3)).toBe('push');
  expect(delivered(UNDECLARED, proofOf(1, 2), 3)).toBe('review');
  // A verdict from before there was a ladder.
  expect([delivered(UNDECLARED, undefined), delivered(DECLARED, undefined)]).toEqual(['review', 'push']);
});

it('pushes nothing where the definition does not say so', () => {
  const fault = { probe: DECLARED, policy: FaultPolicy.parse({ pushFrom: 1 }) };
  for (const deliver of ['review', 'none'] as const) {
    expect(deliveryOf({ deliver }, fault, proofOf(1, 2, 3, 4, 5))).toBe(deliver);
  }
});
