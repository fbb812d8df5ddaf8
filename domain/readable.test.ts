import { expect, it } from 'vitest';
import { readable } from './readable.ts';

it.each([
  ['no JSON at all', 'no JSON at all'],
  [
    '500 instead of 200: {"error":{"code":"X","message":"no such table"},"latency":3}',
    '500 instead of 200: no such table',
  ],
  [
    'Found (1: {"message":"a } in {quotes}, \\"and\\" more"}). Then {"reason":"b"}!',
    'Found (1: a } in {quotes}, "and" more). Then b!',
  ],
  [
    'answered {"value":"forty-two"} instead of {"value":42}',
    'answered {"value":"forty-two"} instead of {"value":42}',
  ],
  ['{ not JSON } but {"error":"this"}', '{ not JSON } but this'],
  ['cut short: {"error":{"message":"no e', 'cut short: {"error":{"message":"no e'],
  ['{"error":{"error":{}}}', '{"error":{"error":{}}}'],
  ['}{', '}{'],
])('%s', (text, shown) => {
  expect(readable(text)).toBe(shown);
});
