import { once } from 'node:events';
import { expect, it } from 'vitest';
import { limitStart, longestStartMs } from './start-limit.ts';

const CLOCK = { sureMs: 30, lookMs: 10 };

it('ends the wait for a program that works at nothing after the usual time', async () => {
  const began = performance.now();
  const limit = limitStart(1, { ms: null }, { ...CLOCK, workMs: () => 500 });
  await once(limit.signal, 'abort');
  expect(performance.now() - began).toBeGreaterThanOrEqual(30);
  expect(limit.spent()).toBe('within 0 s');
});

it('waits on while the program works, and ends once it does not', async () => {
  let worked = 0;
  let looks = 0;
  const workMs = () => {
    looks += 1;
    worked += looks < 12 ? 200 : 0;
    return worked;
  };
  const limit = limitStart(1, { ms: null }, { ...CLOCK, workMs });
  await once(limit.signal, 'abort');
  expect(looks).toBe(12);
});

it('ends the wait for a candidate that works much longer than the commit took', async () => {
  let worked = 0;
  const workMs = () => {
    worked += 1_000;
    return worked;
  };
  const limit = limitStart(1, { ms: 10 }, { ...CLOCK, workMs });
  await once(limit.signal, 'abort');
  expect(limit.spent()).toMatch(/^within 0 s, and is still at work$/);
});

it.each([
  [null, 240_000],
  [2_000, 30_000],
  [50_000, 200_000],
])('bounds a start by the one before, which took %j ms', (ms, longest) => {
  expect(longestStartMs({ ms })).toBe(longest);
});
