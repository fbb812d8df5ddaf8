import { expect, it } from 'vitest';
import { readOutput, type ShownFailure } from './find-failures.ts';

const AT = '2026-01-01T00:00:00.000Z';

function found(...pieces: string[]): ShownFailure[] {
  const failures: ShownFailure[] = [];
  const reader = readOutput(
    ['SLOW_ORDERS'],
    (failure) => failures.push(failure),
    () => new Date(AT),
  );
  for (const piece of pieces) reader.take(piece);
  reader.rest();
  return failures;
}

it('finds a stack that comes in pieces, behind the name of a container and in colours', () => {
  const esc = String.fromCharCode(27);
  expect(
    found(
      `api-1  | listens\napi-1  | ${esc}[31mTypeError: rows is undef`,
      `ined${esc}[39m\napi-1  |     at list (/app/src/orders.js:4:9)\napi-1  |     at next (/app/x.js:1:1)\napi-1  | GET /orders 500\n`,
    ),
  ).toEqual([
    {
      logLine: 'TypeError: rows is undefined',
      errorClass: 'TypeError',
      message: 'rows is undefined',
      stack:
        'TypeError: rows is undefined\n    at list (/app/src/orders.js:4:9)\n    at next (/app/x.js:1:1)',
      at: AT,
    },
  ]);
});

it('finds the marker of a declared fault, and no mention of it', () => {
  const line = 'SLOW_ORDERS route=/orders reason=timeout latency=3.00';
  const mentions = ['see SLOW_ORDERS in the runbook', 'VERY_SLOW_ORDERS route=/x', `${line} verification=1`];
  expect(found(`${line}\n${mentions.join('\n')}\n`)).toMatchObject([{ logLine: line, stack: null }]);
});

it('finds an error in JSON from the level of an error on', () => {
  const error = {
    type: 'RangeError',
    message: 'too many',
    stack: 'RangeError: too many\n    at a (/app/a.js:1:1)',
  };
  const lines = [30, 50].map((level) => JSON.stringify({ level, err: error, msg: 'request failed' }));
  expect(found(`${lines.join('\n')}\n`)).toMatchObject([
    { errorClass: 'RangeError', message: 'too many', logLine: 'too many', stack: error.stack },
  ]);
});

it('finds nothing in lines without a frame', () => {
  expect(found('Error: no such option\nusage: a\nValidationError: name is short\n')).toEqual([]);
});
