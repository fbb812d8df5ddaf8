import { expect, it } from 'vitest';
import { printedErrors } from '../stack-frames.ts';
import { isSameFailure, otherError } from './same-failure.ts';
import { fieldRecording } from './testing.ts';

const FOLDER = '/srv/shop';
const printed = (text: string) => printedErrors(text, FOLDER);
const thrown = (header: string, name = 'priceOf', file = 'orders.js') =>
  `${header}\n    at ${name} (${FOLDER}/${file}:4:12)\n    at route (${FOLDER}/app.js:9:3)\n`;
const answered = (status: number | null, sqlstate: string | null = null) => ({ status, sqlstate });

const recorded = fieldRecording({
  status: 500,
  errorClass: 'TypeError',
  message: "Cannot read properties of undefined (reading 'price')",
  stack: thrown(
    "TypeError: Cannot read properties of undefined (reading 'price')",
    'priceOf',
    'dist/orders.js',
  ),
});

it.each([
  [
    'the same error',
    recorded,
    500,
    "TypeError: Cannot read properties of undefined (reading 'price')",
    'priceOf',
  ],
  ['the same class in the same function', recorded, 500, 'TypeError: x is not iterable', 'priceOf'],
  [
    'a class that a logger printed plainly',
    recorded,
    500,
    "Error: Cannot read properties of undefined (reading 'price')",
    'priceOf',
  ],
  [
    'another value in the message',
    fieldRecording({ status: 500, errorClass: 'Error', message: 'Order 17 of "Ada" has no price' }),
    500,
    'Error: Order 9 of "Eve" has no price',
    'priceOf',
  ],
])('takes %s for the recorded failure', (_, recording, status, header, name) => {
  expect(isSameFailure(recording, answered(status), printed(thrown(header, name)))).toBe(true);
});

it.each([
  ['an error of another class', 'RangeError: Invalid count value: -1', 'priceOf'],
  [
    'a plain error with another message in the same function',
    'Error: connect ECONNREFUSED 127.0.0.1:80',
    'priceOf',
  ],
  [
    'the same class with another message in another function',
    'TypeError: x is not iterable',
    'loadConfiguration',
  ],
])('does not take %s for the recorded failure', (_, header, name) => {
  const errors = printed(thrown(header, name));
  expect(isSameFailure(recorded, answered(500), errors)).toBe(false);
  expect(otherError(recorded, errors)).toContain(`the sandbox with “${header.slice(0, 20)}`);
});

it('compares what the database refused with', () => {
  const refused = fieldRecording({
    status: 500,
    sqlstate: '23505',
    errorClass: 'error',
    message: 'duplicate key',
  });
  expect(isSameFailure(refused, answered(500, '23505'), [])).toBe(true);
  expect(isSameFailure(refused, answered(500, '42P01'), [])).toBe(false);
  expect(isSameFailure(refused, answered(500), [])).toBe(false);
});

it('goes by the end and the status where one side shows no error', () => {
  expect(isSameFailure(recorded, answered(500), [])).toBe(true);
  expect(isSameFailure(recorded, answered(503), [])).toBe(false);
  expect(isSameFailure(fieldRecording({ kind: 'hang' }), answered(null), [])).toBe(true);
  expect(isSameFailure(fieldRecording({ kind: 'hang' }), answered(500), [])).toBe(false);
  const unseen = fieldRecording({ status: 500, errorClass: 'UnseenError', message: 'GET / answered 500' });
  expect(isSameFailure(unseen, answered(500), printed(thrown('TypeError: x is not iterable')))).toBe(true);
});

it('takes an error that nobody listened to for the same, with what Node prints behind it', () => {
  const message = "ENOENT: no such file or directory, open '/tmp/guides-a1b2c3/axe.txt'";
  const crash = fieldRecording({ kind: 'crash', errorClass: 'Error', message });
  const shown = printed(
    "Error: ENOENT: no such file or directory, open '/tmp/guides-d4e5f6/axe.txt'\nEmitted 'error' event on ReadStream instance at:\n    at emitErrorNT (node:internal/streams/destroy:169:8)\n",
  );
  expect(isSameFailure(crash, answered(null), shown)).toBe(true);
});
