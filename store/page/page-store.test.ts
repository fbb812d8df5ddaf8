import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

describe('the history of occurrences', () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 31, 12, 0, seconds));
  async function failing(seconds: number[]): Promise<string> {
    let id = '';
    for (const each of seconds) id = (await store.recordOccurrence(occurrence({ at: at(each) }))).incidentId;
    return id;
  }

  it('counts in intervals, the empty ones included', async () => {
    const id = await failing([0, 0, 1, 4]);
    expect(await store.occurrenceHistory(id)).toEqual({
      seconds: 1,
      buckets: [2, 1, 0, 0, 1].map((count, index) => ({ at: at(index).toISOString(), count })),
      first: at(0).toISOString(),
      last: at(4).toISOString(),
    });
  });

  it.each([
    [40, 1],
    [59, 2],
    [3_600, 120],
    [86_400, 3_600],
  ])('makes no more bars than can be seen: %d s in steps of %d s', async (length, seconds) => {
    const id = await failing([0, length]);
    const history = await store.occurrenceHistory(id);
    expect(history?.seconds).toBe(seconds);
    expect(history?.buckets.length).toBeLessThanOrEqual(49);
    expect(history?.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });

  it('is null without an incident', async () => {
    expect(await store.occurrenceHistory('LIVE-0404')).toBeNull();
  });
});

describe('workers', () => {
  it('are known by their last beat', async () => {
    await store.beat('one', 2, null);
    await store.beat('two', null, 'Temporal does not answer');
    await store.beat('one', 3, null);
    const { workers } = await store.systemState([]);
    expect(workers).toMatchObject([
      { worker: 'one', pollers: 3, problem: null },
      { worker: 'two', pollers: null, problem: 'Temporal does not answer' },
    ]);
    expect(workers[0]?.silentMs).toBeLessThan(5_000);
    expect(Date.parse(workers[0]?.seenAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(workers[0]?.startedAt ?? ''),
    );
  });
});

describe('rollouts', () => {
  const report = (digit: string, run = 1) => ({
    service: 'shop',
    incidents: ['LIVE-0001'],
    commit_sha: digit.repeat(40),
    run_url: `http://127.0.0.1:8001/runs/${digit}${run}`,
  });
  const ended = (digit: string, status: 'success' | 'failure', run = 1) => ({
    ...report(digit, run),
    status,
    detail: status === 'failure' ? 'the check failed' : '',
    durations_ms: {},
  });
  const newest = async () => {
    const { pending, last } = (await store.systemState([])).rollout;
    return [pending?.commit[0] ?? null, last && `${last.commit[0]} ${last.status}`];
  };

  it('are told as the one under way and the last that ended', async () => {
    expect(await newest()).toEqual([null, null]);
    await store.recordRollout(report('a'));
    expect(await newest()).toEqual(['a', null]);
    await store.recordRollout(ended('a', 'success'));
    expect(await newest()).toEqual([null, 'a success']);
    await store.recordRollout(report('b'));
    await store.recordRollout(ended('b', 'failure'));
    expect(await newest()).toEqual([null, 'b failure']);
    // Late news of a run that has ended, and a second run of the same commit.
    await store.recordRollout(report('b'));
    expect(await newest()).toEqual([null, 'b failure']);
    await store.recordRollout(report('b', 2));
    expect(await newest()).toEqual(['b', 'a success']);
  });

  it('do not hang for ever on one whose end nobody reported', async () => {
    await store.recordRollout(report('a'));
    await store.recordRollout(ended('b', 'success'));
    expect(await newest()).toEqual([null, 'b success']);
  });
});
