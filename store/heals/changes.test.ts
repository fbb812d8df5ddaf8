import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStore } from '../create-store.ts';
import type { Store } from '../store.ts';
import { incidentIn } from '../testing/incident-in.ts';
import { createTestDatabase } from '../testing.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
/** As of two workers. */
let stores: Store[];
beforeAll(async () => {
  database = await createTestDatabase();
  stores = [1, 2].map(() => createStore({ databaseUrl: database.url }));
});
afterAll(async () => {
  for (const store of stores) await store.close();
  await database.drop();
});

it('counts changes of a service exactly, though two workers open them at once', async () => {
  const [one, two] = stores as [Store, Store];
  const rounds: { incidentId: string; healRun: number; attempt: number }[] = [];
  for (let number = 0; number < 8; number += 1) {
    rounds.push({ incidentId: await incidentIn(one, 'pushing'), healRun: 1, attempt: 1 });
  }
  const claims = await Promise.all(rounds.map((round, at) => (at % 2 ? one : two).claimChange(round, 3)));
  expect(claims.filter((claim) => claim === null)).toHaveLength(3);
  const [refused] = claims.flatMap((claim) => claim ?? []);
  const inMs = (refused?.nextAt.getTime() ?? 0) - Date.now();
  expect(inMs).toBeGreaterThan(86_000_000);
  expect(inMs).toBeLessThanOrEqual(86_400_000);

  const [claimed] = rounds.filter((_, at) => claims[at] === null);
  const [other] = rounds.filter((_, at) => claims[at] !== null);
  if (!claimed || !other) throw new Error('Three of eight are claimed.');
  expect(await two.claimChange(claimed, 3)).toBeNull();
  await one.dropChange(claimed);
  expect(await two.claimChange(other, 3)).toBeNull();
  expect(await one.claimChange(claimed, 3)).not.toBeNull();
});
