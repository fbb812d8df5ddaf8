import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Phase } from '../../domain/phases.ts';
import { connect } from '../connect.ts';
import { createStore } from '../create-store.ts';
import type { Store } from '../store.ts';
import { occurrence } from '../testing/occurrence.ts';
import { createTestDatabase } from '../testing.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
beforeEach(async () => {
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.url });
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const HOUR = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR);

interface Outcome {
  id: number;
  endedAt: Date;
  outcome?: Phase;
  detect?: number;
  fix?: number | null;
  restore?: number;
  fault?: string;
}

/** Heal runs that ended at times of our choosing, which no real one can. */
async function keep(outcomes: Outcome[]): Promise<void> {
  const db = connect(database.url, 1);
  try {
    for (const {
      id,
      endedAt,
      outcome = 'resolved',
      detect = 1,
      fix = 20,
      restore = 60,
      fault = 'A',
    } of outcomes) {
      await sql`
        insert into heal_outcomes values (${`LIVE-${id}`}, 1, 'shop', ${fault}, 'high', ${outcome}, 'repair',
          ${endedAt}::timestamptz - ${`${restore + detect} seconds`}::interval,
          ${endedAt}::timestamptz - ${`${restore} seconds`}::interval,
          ${endedAt}::timestamptz - ${`${restore} seconds`}::interval + ${fix === null ? null : `${fix} seconds`}::interval,
          ${endedAt}, 1, 4, 3, 1000, 0.5)`.execute(db);
    }
  } finally {
    await db.destroy();
  }
}

describe('statistics', () => {
  it('tell median and 95th percentile of each time, in the interval in which the heal ended', async () => {
    await keep([
      { id: 1, endedAt: hoursAgo(2), restore: 10 },
      { id: 2, endedAt: hoursAgo(2), restore: 20 },
      { id: 3, endedAt: hoursAgo(2), restore: 30 },
      { id: 4, endedAt: hoursAgo(0), restore: 100, detect: 5, fix: 40 },
      // It restored nothing, so it has no time to restore; and it was never fixed.
      { id: 5, endedAt: hoursAgo(0), outcome: 'failed', fix: null, restore: 999 },
      { id: 6, endedAt: hoursAgo(30) },
    ]);
    const { intervals, total } = await store.healStatistics('shop', hoursAgo(5), 'hour');
    expect(intervals).toHaveLength(6);
    expect(intervals.at(-1)).toMatchObject({
      detect: { count: 2, median: 3 },
      fix: { count: 1, median: 40, p95: 40 },
      restore: { count: 1, median: 100, p95: 100 },
      costUsd: 1,
    });
    expect(intervals.at(-3)?.restore).toMatchObject({ count: 3, median: 20, p95: 29 });
    expect(intervals.at(-2)).toMatchObject({ restore: { count: 0, median: null, p95: null }, costUsd: 0 });
    expect(total.restore).toMatchObject({ count: 4, median: 25 });
    expect(total.detect.count).toBe(5);
  });

  it('count heals by outcome, provider and fault, and what the proof refused', async () => {
    await keep([
      { id: 1, endedAt: hoursAgo(1) },
      { id: 2, endedAt: hoursAgo(1), fault: 'B' },
      { id: 3, endedAt: hoursAgo(1), fault: 'B', outcome: 'rolled_back' },
    ]);
    const found = await store.healStatistics('shop', hoursAgo(24), 'day');
    expect(found.outcomes).toEqual([
      { outcome: 'resolved', provider: 'repair', count: 2, tokens: 2000, costUsd: 1 },
      { outcome: 'rolled_back', provider: 'repair', count: 1, tokens: 1000, costUsd: 0.5 },
    ]);
    expect(found.faults).toEqual([
      { faultCode: 'B', heals: 2, resolved: 1 },
      { faultCode: 'A', heals: 1, resolved: 1 },
    ]);
    expect([found.tried, found.refused]).toEqual([12, 9]);
    expect((await store.healStatistics('another', hoursAgo(24), 'day')).outcomes).toEqual([]);
  });

  it('count fixes whose failure returned and those without enough traffic, and no time to restore for either', async () => {
    for (const reason of ['returned', 'returned', 'unverified', 'refused']) {
      const { incidentId } = await store.recordOccurrence(occurrence({ faultCode: 'A' }));
      await store.moveIncident({
        ...{ incidentId, key: `end ${reason}`, to: 'failed', message: 'ended', data: { reason } },
      });
    }
    const found = await store.healStatistics(null, hoursAgo(1), 'hour');
    expect(found.notVerified).toEqual({ returned: 2, unverified: 1 });
    expect(found.total.restore.count).toBe(0);
  });

  it('have the intervals that they were asked for, in UTC, for any time zone of the database', async () => {
    const db = connect(database.url, 1);
    await sql`alter database ${sql.ref(new URL(database.url).pathname.slice(1))} set timezone to 'Asia/Kolkata'`.execute(
      db,
    );
    await db.destroy();
    const own = createStore({ databaseUrl: database.url });
    try {
      const { intervals } = await own.healStatistics('shop', hoursAgo(6 * 24), 'day');
      expect(intervals).toHaveLength(7);
      expect(intervals.every(({ at }) => at.endsWith('T00:00:00.000Z'))).toBe(true);
      const weeks = await own.healStatistics('shop', hoursAgo(21 * 24), 'week');
      expect(weeks.intervals.map(({ at }) => new Date(at).getUTCDay())).toEqual([1, 1, 1, 1]);
    } finally {
      await own.close();
    }
  });
});

describe('the outcome of a heal run', () => {
  async function ended(phase: 'failed' | 'cancelled', given = {}): Promise<string> {
    const { incidentId } = await store.recordOccurrence(occurrence(given));
    await store.moveIncident({ incidentId, key: phase, to: phase, message: phase });
    return incidentId;
  }
  const newest = async (...codes: string[]) =>
    (await store.systemState(codes.map((code) => ({ service: 'shop', code })))).outcomes;

  it('is kept for each run, the newest of each fault is known, and a reset leaves the numbers alone', async () => {
    const id = await ended('failed');
    await store.retryIncident(id, 'Ada');
    await store.moveIncident({ incidentId: id, key: 'again', to: 'cancelled', message: 'Cancelled.' });
    const other = await ended('failed', { faultCode: 'FAULT_TWO' });
    expect(await newest('FAULT_ONE', 'FAULT_TWO', 'FAULT_NONE')).toMatchObject([
      { faultCode: 'FAULT_ONE', incidentId: id, outcome: 'cancelled' },
      { faultCode: 'FAULT_TWO', incidentId: other, outcome: 'failed' },
    ]);
    const count = async () =>
      (await store.healStatistics('shop', hoursAgo(1), 'hour')).outcomes.reduce(
        (sum, each) => sum + each.count,
        0,
      );
    expect(await count()).toBe(3);
    await store.deleteIncidents('all', 'RESET-0001');
    await store.markReset();
    expect(await count()).toBe(3);
    expect(await newest('FAULT_ONE', 'FAULT_TWO')).toEqual([]);
  });

  it('is told apart by service, and counted over all services', async () => {
    await ended('failed');
    await ended('failed', { service: 'blog' });
    const { outcomes } = await store.systemState([{ service: 'blog', code: 'FAULT_ONE' }]);
    expect(outcomes).toMatchObject([{ service: 'blog', faultCode: 'FAULT_ONE' }]);
    const heals = async (service: string | null) =>
      (await store.healStatistics(service, hoursAgo(1), 'hour')).faults.map((fault) => fault.heals);
    expect([await heals('blog'), await heals(null)]).toEqual([[1], [2]]);
    expect((await store.listPage({ limit: 9, service: 'blog' })).incidents).toMatchObject([
      { service: 'blog' },
    ]);
  });
});
