import { expect, it } from 'vitest';
import type { FlowSample } from './flow-sample.ts';
import { breaksSums, learnSums } from './sums.ts';

const sample = (amounts: (string | null)[], totals: { gross: string }[]): FlowSample => ({
  request: { method: 'GET', path: '/settlements/2026-03', headers: {} },
  ...{ status: 200, bound: [], calls: [] },
  body: { totals, count: amounts.length },
  given: amounts.map((amount) => ({ source: 'select payments', values: { id: '7', amount } })),
});
const good = [
  sample(['12.50', '40.00', '-12.50'], [{ gross: '40.00' }]),
  sample(['18400', '7.250'], [{ gross: '18400' }, { gross: '7.250' }]),
];
const judged = (now: FlowSample, known = good) => breaksSums(now, { sums: learnSums(known) } as never);

it('refuses a total that is not what was given, where each good one is', () => {
  expect(judged(sample(['19.99', '8.20'], [{ gross: '28.18' }]))).toBe(
    'totals.[].gross adds up to 28.18, and the amount that select payments gave to 28.19; in each good answer they are the same',
  );
  expect(judged(sample(['19.99', '8.20'], [{ gross: '8.20' }]))).toContain('28.19');
});

it('takes the groups of a total together, and nothing for nought', () => {
  expect(judged(sample(['19.99', '8.20', null], [{ gross: '19.99' }, { gross: '8.20' }]))).toBeNull();
  expect(judged(sample(['19.99', '8.20'], [{ gross: '28.19' }]))).toBeNull();
});

it('learns of answers that have something to add up', () => {
  const now = sample(['19.99', '8.20'], [{ gross: '28.18' }]);
  expect(judged(now, [sample([], []), ...good])).toContain('28.19');
});

it('says nothing where one answer shows a total, or one does not add up', () => {
  const now = sample(['19.99', '8.20'], [{ gross: '1.00' }]);
  expect(judged(now, good.slice(1))).toBeNull();
  expect(judged(now, [...good, sample(['1.00', '2.00'], [{ gross: '2.50' }])])).toBeNull();
});

it('says nothing of numbers that no row gave', () => {
  expect(judged(sample([], [{ gross: '1.00' }]))).toBeNull();
  expect(judged(sample(['a', '8.20'], [{ gross: '1.00' }]))).toBeNull();
});
