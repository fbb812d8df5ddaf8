import { expect, it } from 'vitest';
import { noValueIn } from './no-values.ts';

it.each([
  [{ total: 'NaN' }, 'NaN'],
  [{ rows: [{ at: 'Invalid Date' }] }, 'Invalid Date'],
  ['[object Object]', '[object Object]'],
  [[1, ['undefined']], 'undefined'],
])('finds what is no value in %j', (body, found) => {
  expect(noValueIn(body)).toBe(found);
});

it.each([[{ total: '13.45' }], [null], [{ name: 'NaN bread' }], [[]], ['Infinity War'], [undefined]])(
  'finds none in %j',
  (body) => {
    expect(noValueIn(body)).toBeNull();
  },
);
