import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSamples } from './samples.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

it('wants the first request of a route until one went well, then one of a thousand, at most one a minute', () => {
  const samples = createSamples();
  expect(samples.wants('GET /orders')).toBe(true);
  expect(samples.wants('GET /orders')).toBe(true);
  samples.kept('GET /orders');
  const next = Array.from({ length: 1_500 }, () => samples.wants('GET /orders'));
  expect(next).not.toContain(true);
  vi.advanceTimersByTime(60_000);
  expect(samples.wants('GET /orders')).toBe(true);
  samples.kept('GET /orders');
  vi.advanceTimersByTime(60_000);
  const later = Array.from({ length: 1_000 }, () => samples.wants('GET /orders'));
  expect(later.indexOf(true)).toBe(999);
});

it('tells at most 200 routes apart', () => {
  const samples = createSamples();
  const wanted = Array.from({ length: 300 }, (_, at) => samples.wants(`GET /${at}`));
  expect(wanted.filter(Boolean)).toHaveLength(200);
});
