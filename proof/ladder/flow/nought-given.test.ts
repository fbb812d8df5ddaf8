import { expect, it } from 'vitest';
import { answersNought } from './nought-given.ts';

const flows = { given: [{ place: 'lines.[].price', columns: ['cents'], once: true, same: false }] };
const answered = (price: unknown, cents: string | null) => ({
  ...{ request: { method: 'GET', path: '/baskets/2', headers: {} }, status: 200, bound: [], calls: [] },
  ...{ body: { lines: [{ price }] }, given: [{ source: 'prices', values: { cents } }] },
});

it('names a nought where good answers hold what was given, and none was', () => {
  expect(answersNought(answered(0, null), flows)).toContain('answers 0 at lines.[].price');
  expect(answersNought(answered('', '350'), flows)).toContain('an empty text');
});

it.each<[unknown, string | null]>([
  [null, null],
  [0, '0.00'],
  [350, '350'],
])('says nothing of %s where %s was given', (price, cents) => {
  expect(answersNought(answered(price, cents), flows)).toBeNull();
});
