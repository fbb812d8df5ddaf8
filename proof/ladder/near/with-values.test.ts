import { expect, it } from 'vitest';
import { Recording } from '../../../domain/recording.ts';
import { partsOf } from './request-parts.ts';
import { withValues } from './with-values.ts';

const recordingOf = (request: object, steps: object[] = []) =>
  Recording.parse({
    ...{ service: 'shop', key: 'one', route: '/', reason: 'status_500', logLine: '', latencyMs: 20 },
    ...{ at: '2026-11-29T10:00:00.000Z', request: { headers: {}, ...request }, steps },
  });
const moved = (other: object, failing: object) => {
  const recording = recordingOf(failing);
  const values = partsOf(recording.request as NonNullable<Recording['request']>);
  const found = withValues(recordingOf(other), values, recording)?.request;
  return found ? [found.path, found.body] : null;
};

it.each([
  [
    'a field of the same name, wherever it is taken',
    { method: 'GET', path: '/quote?coupon=A1' },
    { method: 'POST', path: '/orders', body: { coupon: 'ÜBER' } },
    ['/quote?coupon=%C3%9CBER', undefined],
  ],
  [
    'the piece behind the same word of the path',
    { method: 'GET', path: '/orders/4/lines' },
    { method: 'POST', path: '/orders/17/refund' },
    ['/orders/17/lines', undefined],
  ],
  [
    'a number that names what the path names',
    { method: 'POST', path: '/refunds', body: { orderId: '4', reason: 'late' } },
    { method: 'GET', path: '/orders/17' },
    ['/refunds', { orderId: '17', reason: 'late' }],
  ],
])('puts %s into another request', (_, other, failing, expected) => {
  expect(moved(other, failing)).toEqual(expected);
});

it('has nothing to ask where no place has the name, or holds the value already', () => {
  const failing = { method: 'GET', path: '/orders/17' };
  expect(moved({ method: 'GET', path: '/people/3?sort=name' }, failing)).toBe(null);
  expect(moved({ method: 'GET', path: '/orders/17/lines' }, failing)).toBe(null);
});

it('lays both recordings around the request, so that what the failing one met is there', () => {
  const step = (text: string) => ({ kind: 'sql', text, values: [] });
  const failing = recordingOf({ method: 'GET', path: '/orders/17' }, [step('select 17')]);
  const other = recordingOf({ method: 'GET', path: '/orders/4/lines' }, [step('select 4')]);
  const values = partsOf(failing.request as NonNullable<Recording['request']>);
  const steps = withValues(other, values, failing)?.steps ?? [];
  expect(steps.map((one) => (one.kind === 'sql' ? one.text : ''))).toEqual(['select 4', 'select 17']);
});
