import { expect, it } from 'vitest';
import { findScopes } from '../syntax/scope.ts';
import { parseSource, type Source } from '../syntax/source.ts';
import { observe } from './observed.ts';
import { kindsFromCalls } from './observed-kinds.ts';

const compared = (actual: string, expected: string, message = '') => ({
  test: 'it',
  message,
  actual,
  expected,
});

it('takes expected values that fit into a line as values to return', () => {
  const { expected } = observe({ compared: [compared('NaN', '0'), compared('{}', "{ a: 1, b: [ 'x' ] }")] });
  expect(expected).toEqual(['0']);
});

it('takes the difference and the ratio of numbers as constants', () => {
  expect(observe({ compared: [compared('12', '1200')] }).constants).toEqual(['1200', '1188', '100', '0.01']);
});

it('makes the error that a test waits for', () => {
  const missing = compared(
    'undefined',
    "{ name: 'RangeError' }",
    'AssertionError: Missing expected rejection.',
  );
  expect(observe({ compared: [missing] }).errors).toEqual(["new RangeError('invalid')"]);
});

it('finds the piece in which two texts differ', () => {
  const { pieces } = observe({ compared: [compared("[ 'password differ' ]", "[ 'passwords differ' ]")] });
  expect(pieces).toEqual([['', 's']]);
});

it('knows the kind of a parameter by what the tests pass', () => {
  const source = parseSource({ path: 'a.js', content: 'export function f(list) { return list; }' }) as Source;
  const scopes = findScopes(source);
  kindsFromCalls(source, scopes, [{ path: 'a.js', name: 'f', args: '[[1,2]]', failing: true }]);
  const [returned] = source.of('ReturnStatement');
  expect(scopes.kind(returned?.node.argument as never)).toBe('array');
});
