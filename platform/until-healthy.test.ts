import { expect, test } from 'vitest';
import { untilHealthy } from './until-healthy.ts';

test('returns null once the program is healthy', async () => {
  const answers = ['/up answered 500', null];
  const look = async () => answers.shift() ?? null;
  expect(await untilHealthy(look, new AbortController().signal, 1)).toBeNull();
  expect(answers).toEqual([]);
});

test('returns what it saw last when the wait ends', async () => {
  const stop = new AbortController();
  let looks = 0;
  const look = async () => {
    looks += 1;
    if (looks === 1) throw new Error('connect ECONNREFUSED');
    if (looks === 3) stop.abort();
    return '/up answered 500';
  };
  expect(await untilHealthy(look, stop.signal, 1)).toBe('/up answered 500');
});

test('keeps what it saw when the end of the wait cuts a look', async () => {
  const stop = new AbortController();
  let looks = 0;
  const look = async () => {
    looks += 1;
    if (looks === 1) return '/up answered 503';
    stop.abort();
    throw new Error('aborted');
  };
  expect(await untilHealthy(look, stop.signal, 1)).toBe('/up answered 503');
});
