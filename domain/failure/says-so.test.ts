import { expect, it } from 'vitest';
import { saysSo } from './says-so.ts';

it.each([
  ["throw new Error('Invalid ID: it must not be empty.');", 'Invalid ID: it must not be empty.', true],
  [
    'throw new Error(`Entity with ID $' + '{id} not found in table $' + '{name}.`);',
    'Entity with ID 7 not found in table users.',
    true,
  ],
  ["throw new Error('Invalid ID');", 'Invalid ID', false],
  ["log('The user was not found here');", 'The user was not found here', false],
  ["throw new Error('The user was not found here');", 'no such user', false],
])('of %s with the message %j is %j', (source, message, expected) => {
  expect(saysSo(source, message)).toBe(expected);
});
