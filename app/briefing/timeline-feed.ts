import { setImmediate as written } from 'node:timers/promises';
import type { LiveEvent, TimelineEntry } from '../../domain/incident.ts';
import type { LiveEvents } from '../../domain/ports/live-events.ts';
import type { Store } from '../../store/store.ts';

/** What a page is told. */
export type FeedItem =
  /** From here on nothing is missed; `seq` is where the timeline ended then. */
  | { event: 'ready'; seq: number }
  /** A new row of the timeline. */
  | { event: 'timeline'; entry: TimelineEntry }
  /** News that has no row in the timeline. */
  | { event: LiveEvent['kind']; news: LiveEvent }
  /** News may have been missed, such as while Redis is away: ask again. */
  | { event: 'refresh' };

type Listener = (items: readonly FeedItem[]) => void;

export interface TimelineFeed {
  /**
   * Calls `listener` with what is new, the first of which is `ready`, until the returned function is called. All listeners
   * get the same array.
   */
  subscribe(listener: Listener): () => void;
}

export interface FeedOptions {
  store: Pick<Store, 'timelineAfter' | 'latestSeq'>;
  events: LiveEvents;
  /** How often the store is asked while events cannot arrive, in milliseconds. */
  pollMs?: number;
}

/** The store being followed, while anybody listens. */
interface Tail {
  /** Where the timeline ended when it was last looked at; null before the first look. */
  end(): number | null;
  stop(): void;
}

/** Events within this time are answered by one question to the store, in milliseconds. */
const GATHER_MS = 50;
/**
 * After telling all listeners it waits so many times as long as that took, so that however many listen, they take a
 * fortieth of the app's time; but no longer than this, in milliseconds.
 */
const PAUSE_TIMES = 40;
const LONGEST_PAUSE_MS = 2000;
/** While events do arrive the store is asked at each fifth poll, for the event that was lost all the same. */
const CALM_POLLS = 5;
/** Rows asked for at a time. */
const PAGE = 500;
/** Sequence numbers are drawn before the commit, so a row may appear behind a later one; so far back is looked. */
const LOOK_BACK = 50;

/**
 * One tail of the timeline for all pages of this process. Live events only say that it is worth looking: what is
 * told comes from the store. It asks nothing while nobody listens.
 */
export function createTimelineFeed({ store, events, pollMs = 2000 }: FeedOptions): TimelineFeed {
  const listeners = new Set<Listener>();
  let tail: Tail | null = null;

  const tell = (items: readonly FeedItem[]) => {
    for (const listener of [...listeners]) listener(items);
  };

  function start(): Tail {
    const told = new Set<number>();
    const news = new Map<string, LiveEvent>();
    let end: number | null = null;
    let stopped = false;
    let looking = false;
    let lookAgain = false;
    let newRows = false;
    let cameLater = false;
    let quietUntil = 0;
    let gathering: NodeJS.Timeout | null = null;
    let polls = 0;
    let linked = events.connected();

    async function prime(): Promise<number> {
      const latest = await store.latestSeq();
      for (const { seq } of await store.timelineAfter(Math.max(0, latest - LOOK_BACK), PAGE)) {
        if (seq <= latest) told.add(seq);
      }
      return latest;
    }

    async function readRows(): Promise<FeedItem[]> {
      if (end === null) {
        end = await prime();
        if (!stopped) tell([{ event: 'ready', seq: end }]);
      }
      const items: FeedItem[] = [];
      const entries = await store.timelineAfter(Math.max(0, end - LOOK_BACK), PAGE);
      for (const entry of entries) {
        if (told.has(entry.seq)) continue;
        told.add(entry.seq);
        end = Math.max(end, entry.seq);
        items.push({ event: 'timeline', entry });
      }
      for (const seq of told) if (seq < end - LOOK_BACK) told.delete(seq);
      if (entries.length === PAGE) lookAgain = true;
      return items;
    }

    /** @param rows whether there may be rows that were not told */
    async function look(rows: boolean): Promise<void> {
      const items = rows || end === null ? await readRows() : [];
      if (stopped) return;
      for (const event of news.values()) items.push({ event: event.kind, news: event });
      news.clear();
      if (items.length === 0) return;
      const began = performance.now();
      tell(items);
      await written();
      const took = performance.now() - began;
      quietUntil = performance.now() + Math.min(took * PAUSE_TIMES, LONGEST_PAUSE_MS);
    }

    async function lookOnce(rows: boolean): Promise<void> {
      lookAgain ||= rows;
      if (looking) return;
      looking = true;
      try {
        do {
          const again = lookAgain;
          lookAgain = false;
          await look(again);
        } while (lookAgain && !stopped);
      } catch {
        // The store is away; the next poll tries again, or what comes next.
        newRows = true;
      } finally {
        looking = false;
      }
    }

    /** Tells what has come, when it is time; what comes meanwhile is told the next time. */
    function soon(): void {
      if (stopped) return;
      gathering ??= setTimeout(
        async () => {
          const rows = newRows;
          newRows = false;
          cameLater = false;
          await lookOnce(rows);
          gathering = null;
          if (cameLater) soon();
        },
        Math.max(GATHER_MS, quietUntil - performance.now()),
      );
    }

    const leave = events.subscribe((event) => {
      if (event.seq === null) news.set(`${event.kind} ${event.incident_id}`, event);
      else newRows = true;
      cameLater = true;
      soon();
    });
    const poll = setInterval(() => {
      polls += 1;
      // What was said just before the events came (back) is lost, so one more look is due then.
      const calm = linked && events.connected() && end !== null;
      linked = events.connected();
      if (calm && polls % CALM_POLLS !== 0) return;
      void lookOnce(true).then(() => {
        if (!calm && end !== null && !stopped) tell([{ event: 'refresh' }]);
      });
    }, pollMs);
    void lookOnce(true);

    return {
      end: () => end,
      stop() {
        stopped = true;
        leave();
        clearInterval(poll);
        if (gathering) clearTimeout(gathering);
      },
    };
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      tail ??= start();
      const seq = tail.end();
      if (seq !== null) listener([{ event: 'ready', seq }]);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        tail?.stop();
        tail = null;
      };
    },
  };
}
