import { expect, it } from 'vitest';
import { differs } from './good-requests.ts';

const stack = (line: number) => `Error: it failed\n    at f (/work/a.js:${line}:2)`;

it.each([
  ['the same answer', { a: 1 }, { a: 1 }, { a: 1 }, null],
  ['another value', { a: 1 }, { a: 1 }, { a: 2 }, 'body.a'],
  [
    'noise, which differs without a change as well',
    { a: 1, at: 'x' },
    { a: 1, at: 'y' },
    { a: 1, at: 'z' },
    null,
  ],
  ['another value beside noise', { a: 1, at: 'x' }, { a: 1, at: 'y' }, { a: 2, at: 'z' }, 'body.a'],
  ['a value that is gone', { a: 1, b: 2 }, { a: 1, b: 2 }, { a: 1 }, 'body.b'],
  ['a shorter list', [1, 2], [1, 2], [1], 'body, its length'],
  ['a stack', { at: stack(1) }, { at: stack(1) }, { at: stack(9) }, null],
  ['a stack in lines', { at: [stack(1)] }, { at: [stack(1)] }, { at: [stack(9), '    at b'] }, null],
  ['a stack that is gone', { at: stack(1) }, { at: stack(1) }, { at: 'at noon' }, 'body.at'],
  ['another text', 'old', 'old', 'new', 'body'],
])('tells %s', (_, first, second, now, place) => {
  expect(differs(first, second, now, 'body')).toBe(place);
});
