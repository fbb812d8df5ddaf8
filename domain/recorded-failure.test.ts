import { expect, it } from 'vitest';
import { Failure } from './evidence.ts';
import { withRecordedError } from './recorded-failure.ts';
import { Recording } from './recording.ts';

const silent = Failure.parse({ count: 1, status: 500, message: 'answered 500: Invalid time value' });
const recording = Recording.parse({
  service: 'shop',
  key: 'one',
  route: '/nights',
  reason: 'status_500',
  logLine: '',
  latencyMs: 2,
  at: '2026-11-29T10:00:00.000Z',
  status: 500,
  errorClass: 'RangeError',
  message: 'Invalid time value',
  stack:
    'RangeError: Invalid time value\n    at Date.toISOString (<anonymous>)\n    at nightsFrom (/app/src/nights.js:9:57)\n    at run (/app/node_modules/fastify/lib/x.js:1:1)',
});

it('takes class and places from the recording where the replay logged none', () => {
  expect(withRecordedError(silent, recording)).toMatchObject({
    errorClass: 'RangeError',
    output: 'RangeError: Invalid time value\n    at nightsFrom (/app/src/nights.js:9:57)',
  });
});

it('takes the places in files of the repository, as they were reported and mapped', () => {
  const place = {
    file: 'src/nights.ts',
    function: 'nightsFrom',
    line: 4,
    inApp: true,
    mapped: true,
    why: null,
  };
  const foreign = { ...place, file: 'x.js', inApp: false, why: 'It is part of Node.' };
  const byName = { ...place, file: 'src/run.ts', why: 'By name.' };
  expect(withRecordedError(silent, recording, [foreign, place, byName]).frames).toEqual([
    { path: 'src/nights.ts', line: 4, column: 1, symbol: 'nightsFrom' },
  ]);
});

it.each([
  ['another answer', { status: 400 }],
  ['places of its own', { frames: [{ path: 'a.js', line: 1, column: 1, symbol: null }] }],
])('leaves a failure with %s as it is', (_, changes) => {
  const failure = { ...silent, ...changes };
  expect(withRecordedError(failure, recording)).toBe(failure);
});

it('adds nothing where the recorder saw no error', () => {
  expect(withRecordedError(silent, { ...recording, errorClass: 'UnseenError' })).toBe(silent);
  expect(withRecordedError(silent, null)).toBe(silent);
});

const first = {
  class: 'TypeError',
  message: "Cannot read properties of undefined (reading 'split')",
  stack: 'TypeError: x\n    at checkToken (/app/src/check-token.js:4:40)\n    at next (node:internal/x:1:1)',
  handled: true,
};
const again = { ...recording, errors: [{ ...first, message: recording.message, stack: null }, first] };

it('adds the error that a handler of errors met before it failed itself', () => {
  const shown = { ...silent, frames: [{ path: 'src/answer.js', line: 1, column: 1, symbol: null }] };
  const told =
    "TypeError: Cannot read properties of undefined (reading 'split')\n    at checkToken (/app/src/check-token.js:4:40)";
  expect(withRecordedError(shown, again)).toEqual({ ...shown, output: told });
  expect(withRecordedError(silent, again).output).toMatch(/^RangeError: [\s\S]*checkToken/);
});

it('adds no error that the replay shows, and none of packages alone', () => {
  const shown = { ...silent, frames: [{ path: 'src/answer.js', line: 1, column: 1, symbol: null }] };
  const printed = { ...shown, output: first.message };
  expect(withRecordedError(printed, again)).toBe(printed);
  const foreign = {
    ...again,
    errors: [first, { ...first, stack: 'Error\n    at f (/app/node_modules/a.js:1:1)' }],
  };
  expect(withRecordedError(shown, foreign)).toBe(shown);
});
