import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { delayOf, ownTime, withinOwnTime } from './own-time.ts';

const idle = { delaysMs: () => [0, 0] };
/** A machine that is so busy that the service never runs. */
const stuck = { delaysMs: () => [performance.now(), 0] };

it('ends once a service had its time', async () => {
  const time = ownTime(60, idle);
  await once(time.signal, 'abort');
  expect(time.spentMs()).toBeGreaterThanOrEqual(60);
  expect(time.isLate()).toBe(false);
});

it('does not count the time in which the machine let a service wait, and gives up in the end', async () => {
  const began = performance.now();
  const time = ownTime(40, stuck);
  await once(time.signal, 'abort');
  expect(performance.now() - began).toBeGreaterThanOrEqual(400);
  expect(time.isLate()).toBe(true);
  expect(time.spentMs()).toBeLessThan(40);
});

it('counts the time of a service that does nothing, also where this process comes to look too late', async () => {
  let delay = 0;
  // Each look comes 30 ms late, because this process waited.
  const late = {
    delaysMs() {
      const until = performance.now() + 30;
      while (performance.now() < until);
      delay += 30;
      return [0, delay];
    },
  };
  const time = ownTime(100, late);
  await once(time.signal, 'abort');
  expect(time.isLate()).toBe(false);
});

it('waits longer for a service that waits for a statement', async () => {
  const began = performance.now();
  const time = ownTime(50, idle, () => true);
  await once(time.signal, 'abort');
  expect(performance.now() - began).toBeGreaterThanOrEqual(140);
  expect(time.isLate()).toBe(false);
});

it('answers with what came in time, and with null when the time or the signal ends first', async () => {
  const { signal } = new AbortController();
  expect(await withinOwnTime(Promise.resolve('here'), 30_000, { delayed: idle, signal })).toBe('here');
  expect(await withinOwnTime(new Promise(() => {}), 20, { delayed: idle, signal })).toBeNull();
  const stopped = AbortSignal.abort();
  expect(await withinOwnTime(new Promise(() => {}), 30_000, { delayed: idle, signal: stopped })).toBeNull();
});

const onLinux = process.platform === 'linux' ? it : it.skip;
onLinux('sees a program wait for a processor (not on this platform: no schedstat)', async () => {
  // One more than can run.
  const all = Array.from({ length: availableParallelism() + 1 }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  try {
    const delays = all.map(({ pid }) => delayOf(pid));
    while (Math.max(...delays.map((one) => one.delaysMs()[0] ?? 0)) < 5) await pause(10);
  } finally {
    for (const child of all) child.kill('SIGKILL');
  }
});

it('sees nothing of a program that could not be started', () => {
  expect(delayOf(undefined).delaysMs()[0] ?? 0).toBe(0);
});
