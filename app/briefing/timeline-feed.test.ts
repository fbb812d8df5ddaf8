import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createMemoryLiveEvents } from '../../adapters/live-events/memory.ts';
import type { LiveEvents } from '../../domain/ports/live-events.ts';
import { createStore } from '../../store/create-store.ts';
import type { Store } from '../../store/store.ts';
import { incidentIn } from '../../store/testing/incident-in.ts';
import { createTestDatabase } from '../../store/testing.ts';
import { createTimelineFeed, type FeedItem, type TimelineFeed } from './timeline-feed.ts';

const POLL_MS = 2000;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Store;
let feed: TimelineFeed;
let linked: boolean;
let questions: number;
const leaves: (() => void)[] = [];

beforeEach(async () => {
  // Polls come when the test says so; PostgreSQL answers in its own time.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  database = await createTestDatabase();
  const memory = createMemoryLiveEvents();
  linked = true;
  questions = 0;
  const events: LiveEvents = {
    ...memory,
    publish: (event) => linked && memory.publish(event),
    connected: () => linked,
  };
  store = createStore({ databaseUrl: database.url, events });
  const counting: Store = {
    ...store,
    timelineAfter: (...args) => {
      questions += 1;
      return store.timelineAfter(...args);
    },
  };
  feed = createTimelineFeed({ store: counting, events, pollMs: POLL_MS });
});
afterEach(async () => {
  for (const leave of leaves.splice(0)) leave();
  vi.useRealTimers();
  await store.close();
  await database.drop();
});

/** Listens, and returns the items one by one. */
function listen() {
  const items: FeedItem[] = [];
  let wake = () => {};
  const leave = feed.subscribe((received) => {
    items.push(...received);
    wake();
  });
  leaves.push(leave);
  async function next(event: FeedItem['event']): Promise<FeedItem> {
    for (;;) {
      const item = items.shift();
      if (item?.event === event) return item;
      if (!item) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }
  return { next, leave, items };
}

it('hears at once of what happens while events arrive', async () => {
  const page = listen();
  await page.next('ready');
  await incidentIn(store, 'detected');
  expect(await page.next('timeline')).toMatchObject({ entry: { to_phase: 'detected' } });
});

it('asks at each poll while events cannot arrive, and says that news may be missing', async () => {
  linked = false;
  const page = listen();
  await page.next('ready');
  await incidentIn(store, 'detected');
  vi.advanceTimersByTime(POLL_MS);
  await page.next('timeline');
  await page.next('refresh');
});

it('looks once more when events can arrive again, for what happened just before', async () => {
  linked = false;
  const page = listen();
  await page.next('ready');
  await incidentIn(store, 'detected');
  linked = true;
  vi.advanceTimersByTime(POLL_MS);
  expect(await page.next('timeline')).toMatchObject({ entry: { to_phase: 'detected' } });
});

it('looks now and then for the event that was lost all the same', async () => {
  const page = listen();
  await page.next('ready');
  linked = false;
  await incidentIn(store, 'detected');
  linked = true;
  vi.advanceTimersByTime(5 * POLL_MS);
  await page.next('timeline');
});

it('asks the store once for a burst of events, and nothing without a listener', async () => {
  const page = listen();
  await page.next('ready');
  questions = 0;
  await Promise.all(Array.from({ length: 30 }, () => incidentIn(store, 'detected')));
  for (let row = 0; row < 30; row += 1) await page.next('timeline');
  expect(questions).toBeLessThan(15);

  page.leave();
  questions = 0;
  await incidentIn(store, 'detected');
  vi.advanceTimersByTime(10 * POLL_MS);
  expect(questions).toBe(0);
});

it('sends a later page the place where it begins', async () => {
  const first = listen();
  await first.next('ready');
  await incidentIn(store, 'detected');
  await first.next('timeline');
  expect(await listen().next('ready')).toEqual({ event: 'ready', seq: await store.latestSeq() });
});
