import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { createFold } from './fold.ts';
import { createRecorder } from './recorder.ts';
import type { Recording } from './recording.ts';
import { report, startTestSuture, type TestSuture } from './testing.ts';

let suture: TestSuture | null = null;
let folder = '';
afterEach(async () => {
  await suture?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const total = (recordings: Iterable<Recording>) =>
  [...recordings].reduce((sum, { repeated }) => sum + 1 + repeated, 0);

it('keeps a storm small while Suture is away, and counts each failure afterwards', async () => {
  suture = await startTestSuture();
  suture.always = 'away';
  folder = await mkdtemp(join(tmpdir(), 'suture-storm-'));
  const recorder = createRecorder({
    dsn: suture.dsn,
    spoolFolder: folder,
    retries: [],
    backoff: 20,
    longestBackoff: 100,
    mostWaiting: 200,
    log: () => {},
  });
  const fold = createFold({
    send: (one) => recorder.record(one),
    waiting: () => recorder.waiting(),
    window: 50,
  });
  // As many as 10,000 a minute are in ten minutes, of three kinds, in a fraction of the time.
  const failures = 100_000;
  let made = 0;
  let longest = 0;
  for (let at = 0; at < failures; at += 1) {
    const began = performance.now();
    fold.take(`kind ${at % 3}`, () => {
      made += 1;
      const one = report({ reason: `kind_${at % 3}` });
      return { report: one, complete: async () => one };
    });
    longest = Math.max(longest, performance.now() - began);
    if (at % 1_000 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(longest).toBeLessThan(100);
  expect(made).toBeLessThan(100);
  expect((await readdir(folder)).length).toBeLessThanOrEqual(30);

  suture.always = null;
  await vi.waitFor(() => expect(total(suture?.accepted.values() ?? [])).toBe(failures), 120_000);
  expect(recorder.waiting()).toBe(0);
  await recorder.close();
});

it('gives what is only counted to another way when the process ends', () => {
  const fold = createFold({ send: async () => {}, waiting: () => 0, first: 1 });
  for (let at = 0; at < 5; at += 1) {
    const one = report();
    fold.take('kind', () => ({ report: one, complete: async () => one }));
  }
  const drained: number[] = [];
  fold.drain(({ repeated = 0 }) => drained.push(1 + repeated));
  fold.drain(({ repeated = 0 }) => drained.push(1 + repeated));
  expect(drained).toEqual([4]);
});

it('tells two hundred kinds apart and counts all others as one', () => {
  const sent: string[] = [];
  const send = async ({ reason }: { reason: string }) => void sent.push(reason);
  const fold = createFold({ send, waiting: () => 0, first: 0 });
  for (let at = 0; at < 300; at += 1) {
    const one = report({ reason: `kind_${at}` });
    fold.take(`kind ${at}`, () => ({ report: one, complete: async () => one }));
  }
  const drained: number[] = [];
  fold.drain(({ repeated = 0 }) => drained.push(1 + repeated));
  expect(drained).toHaveLength(201);
  expect(drained.reduce((sum, each) => sum + each)).toBe(300);
});

it('sends what it counted of many kinds when one window is over, a few at a time', async () => {
  vi.useFakeTimers();
  try {
    let sending = 0;
    let most = 0;
    const sent: number[] = [];
    const send = async ({ repeated = 0 }) => {
      sending += 1;
      most = Math.max(most, sending);
      await Promise.resolve();
      sending -= 1;
      sent.push(1 + repeated);
    };
    const fold = createFold({ send, waiting: () => 0, first: 0, window: 1_000, mostWaiting: 5 });
    for (let at = 0; at < 200; at += 1) {
      const one = report();
      fold.take(`kind ${at % 100}`, () => ({ report: one, complete: async () => one }));
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toEqual(Array.from({ length: 100 }, () => 2));
    expect(most).toBeLessThanOrEqual(5);
  } finally {
    vi.useRealTimers();
  }
});
