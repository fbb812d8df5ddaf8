import { expect, it } from 'vitest';
import { mayAddTest, mayChange } from './may-change.ts';

const ANY = { allow: [], deny: [] };

it('lets a change bring a new test of the service along, but for what is denied or not allowed', () => {
  const path = 'shop/test/orders.test.ts';
  expect([mayChange(ANY, 'shop', path), mayAddTest(ANY, 'shop', path)]).toEqual([false, true]);
  expect(mayAddTest(ANY, 'other', path)).toBe(false);
  expect(mayAddTest({ ...ANY, deny: ['**/*.test.ts'] }, '', path)).toBe(false);
  expect(mayAddTest({ ...ANY, allow: ['shop/src/**'] }, '', path)).toBe(false);
  expect(mayAddTest({ ...ANY, allow: ['shop/src/**', 'shop/test/**'] }, '', path)).toBe(true);
});
