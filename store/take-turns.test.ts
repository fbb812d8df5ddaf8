import { type AddressInfo, createServer, type Socket } from 'node:net';
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
  await withPool(1, 1_000, async (db) => {
    const holding = sql`select pg_sleep(4)`.execute(db);
    const waiting = [1, 2].map(() => sql`select 1`.execute(db));
    for (const result of await Promise.allSettled(waiting)) {
      expect(result).toMatchObject({ reason: { message: expect.stringMatching(/^timeout exceeded/) } });
    }
    await holding;
    // Whoever comes later finds the line as it should be.
    await Promise.all(Array.from({ length: 5 }, () => sql`select 1`.execute(db)));
  });
});

it('gives up as one when no connection can be made at all', async () => {
  // It takes connections and never says a word, as an address behind a wall that drops packets.
  const tries: Socket[] = [];
  const silent = createServer((socket) => tries.push(socket.on('error', () => {})));
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  const { port } = silent.address() as AddressInfo;
  const db = connect(`postgres://nobody@127.0.0.1:${port}/none`, 2, 500);
  try {
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => sql`select 1`.execute(db)));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(50);
    // The first two, and at most those who came to the front when these had failed; nobody else tried for himself.
    expect(tries.length).toBeLessThanOrEqual(4);
  } finally {
    await db.destroy();
    for (const socket of tries) socket.destroy();
    silent.close();
  }
});
