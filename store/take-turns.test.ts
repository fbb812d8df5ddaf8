import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { connect } from './connect.ts';
import { createTestDatabase } from './testing.ts';

async function withPool<T>(
  poolSize: number,
  patienceMs: number,
  work: (db: ReturnType<typeof connect>) => Promise<T>,
): Promise<T> {
  const database = await createTestDatabase();
  const db = connect(database.url, poolSize, patienceMs);
  try {
    return await work(db);
  } finally {
    await db.destroy();
    await database.drop();
  }
}

it('waits for as long as the line moves, however long that is in all', async () => {
  await withPool(1, 2_000, async (db) => {
    const started = performance.now();
    await Promise.all(Array.from({ length: 30 }, () => sql`select pg_sleep(0.1)`.execute(db)));
    expect(performance.now() - started).toBeGreaterThan(2_000);
  });
});

it('gives up when no connection becomes free', async () => {
  await withPool(1, 200, async (db) => {
    const holding = sql`select pg_sleep(2)`.execute(db);
    const waiting = [1, 2].map(() => sql`select 1`.execute(db));
    for (const result of await Promise.allSettled(waiting)) {
      expect(result).toMatchObject({ reason: { message: expect.stringMatching(/^timeout exceeded/) } });
    }
    await holding;
    // Whoever comes later finds the line as it should be.
    await Promise.all(Array.from({ length: 5 }, () => sql`select 1`.execute(db)));
  });
});
