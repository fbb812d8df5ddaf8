import { expect, it } from 'vitest';
import { untilSettled } from './until-settled.ts';
import type { Sighting } from './witness/sighting.ts';

const { signal } = new AbortController();
const databaseThat = (ends: () => (number | null)[]) => ({
  database: { witness: { sightings: () => ends().map((endedAt) => ({ endedAt }) as Sighting) } },
});

it('waits until what a service asks at its start has ended', async () => {
  const began = performance.now();
  const endsAt = began + 700;
  await untilSettled(
    databaseThat(() => [performance.now() < endsAt ? null : endsAt]),
    signal,
  );
  expect(performance.now() - began).toBeGreaterThan(1_100);
});

it('waits at most five seconds for one that asks all the time', async () => {
  const began = performance.now();
  await untilSettled(
    databaseThat(() => [performance.now()]),
    signal,
  );
  expect(performance.now() - began).toBeGreaterThanOrEqual(5_000);
}, 30_000);

it('waits for nothing where there is no database', async () => {
  const began = performance.now();
  await untilSettled({ database: null }, signal);
  expect(performance.now() - began).toBeLessThan(400);
});
