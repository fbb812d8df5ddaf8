import { expect, it } from 'vitest';
import { untilDone, untilSettled } from './until-settled.ts';
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

it('waits behind an answer for statements that were sent since, and for nothing else', async () => {
  const answeredAt = performance.now();
  const sent = (startedAt: number, endsAt: number) => ({
    database: {
      witness: {
        sightings: () => [{ startedAt, endedAt: performance.now() < endsAt ? null : endsAt } as Sighting],
      },
    },
  });
  await untilDone(sent(answeredAt - 5, answeredAt + 60_000), answeredAt, signal);
  const first = performance.now() - answeredAt;
  await untilDone(sent(answeredAt + 1, answeredAt + 300), answeredAt, signal);
  const all = performance.now() - answeredAt;
  expect(first).toBeLessThan(300);
  expect(all).toBeGreaterThanOrEqual(380);
});
