import { expect, it } from 'vitest';
import { errorIn } from './watch-logs.ts';

const FRAMES = '\n    at list (/app/rooms.js:3:9)\n    at get (/app/app.js:1:2)\n';

it.each([
  ['TypeError: rooms.map is not a function', 'TypeError', 'rooms.map is not a function'],
  ['Uncaught Error: a RangeError: b', 'Error', 'a RangeError: b'],
  ['error: TypeError: rooms.map is not a function', 'TypeError', 'rooms.map is not a function'],
  ['2026-11-30 19:28:30 [ERROR] RangeError [ERR_A]: too large\nfor it', 'RangeError', 'too large\nfor it'],
  ['Error', 'Error', ''],
])('finds the error of a stack that begins with %j', (first, name, message) => {
  expect(errorIn(first + FRAMES)).toMatchObject({ name, message });
});

it.each(['error: no rooms', `rooms:${FRAMES}`])('finds none in %j', (text) => {
  expect(errorIn(text)).toBeNull();
});
