import { expect, it } from 'vitest';
import type { GoodAnswer } from '../../domain/ports/prover.ts';
import { reasonForApproval } from '../../domain/require-approval.ts';
import type { FaultDefinition } from '../../domain/service-definition.ts';
import { leftOpen } from './left-open.ts';
import { rungsOf } from './rungs.ts';

const fault = { probe: { kind: 'http', expect: null } } as FaultDefinition;
const steps = ['probe', 'side_effects'].map((name) => ({
  ...{ name: name as 'probe', passed: true, detail: '', durationMs: 1 },
}));
const good = [{ key: 'one' }] as GoodAnswer[];
const third = (more: object) => rungsOf({ fault, steps, good, near: undefined, ...more })[2];

it('holds where all good requests were asked, and counts what got no answer', () => {
  expect(third({})).toMatchObject({ held: true, detail: '1 recorded request' });
  const slow = { what: ['2 requests (no answer in time)'], busy: [] };
  expect(third({ unasked: [slow, slow] })).toMatchObject({
    held: true,
    detail: '1 recorded request; could not be asked: 2 requests (no answer in time)',
  });
});

const BUSY = { what: ['1 request (no answer, because the machine was too busy)'], busy: ['GET /a'] };

it('counts as not asked where a busy machine left something open', () => {
  expect(third({ unasked: [BUSY] })).toMatchObject({
    held: null,
    detail: expect.stringContaining('could not be asked: 1 request'),
  });
});

it('lets a person decide about a fix of which a busy machine left something open', () => {
  const powers = leftOpen([BUSY], true);
  expect(reasonForApproval({ approval: false }, { provider: 'repair', templates: [] }, { powers })).toBe(
    'The fix newly leaves open what it answers to GET /a: the machine was too busy to find out; leaves open what it does while its upstreams and its database answer otherwise: the machine was too busy to find out.',
  );
  expect(leftOpen([{ what: ['1 request (no answer in time)'], busy: [] }], false)).toEqual([]);
});
