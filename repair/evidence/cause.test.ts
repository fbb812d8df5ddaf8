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

it.each([
  ['answered 500: internal error', 'unknown_name'],
  ['answered 403 instead of 200', 'unknown_name'],
  ['the carrier answered 503', 'upstream_failure'],
])('takes the status of "%s" for an upstream\'s only where it is one', (message, kind) => {
  const output = 'TypeError: note.toUppercase is not a function';
  expect(causeOf(failure(message, { errorClass: 'TypeError', output }), true).kind).toBe(kind);
});
