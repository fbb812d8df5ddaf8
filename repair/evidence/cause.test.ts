import { expect, it } from 'vitest';
import { Evidence } from '../../domain/evidence.ts';
import { causeOf } from './cause.ts';

const failure = (message: string, more: object = {}) => {
  const [parsed] = Evidence.shape.failures.parse([{ count: 1, status: 504, message, ...more }]);
  if (!parsed) throw new Error('no failure');
  return parsed;
};

it('tells what an answer in JSON says, before it cuts what is too long', () => {
  const answer = JSON.stringify({
    error: { code: 'FAULT_X', message: 'The operation was aborted due to timeout' },
    route: `/${'long/'.repeat(60)}`,
  });
  const { kind, because } = causeOf(failure(`504 instead of 200: ${answer}`), true);
  expect([kind, because]).toEqual([
    'client_timeout',
    '504 instead of 200: The operation was aborted due to timeout',
  ]);
});

it('keeps a text that says nothing in JSON, within its length', () => {
  expect(causeOf(failure('x'.repeat(500)), false).because).toHaveLength(200);
});
