import type { LiveEvent, TimelineEntry } from '../../domain/incident.ts';
import type { LiveEvents } from '../../domain/ports/live-events.ts';
import type { Store } from '../../store/store.ts';

/** What a client of the event stream gets. */
export type FeedItem =
  /** From here on nothing is missed; `seq` is the end of the timeline at that moment. */
  | { event: 'ready'; seq: number }
  /** A new row of the timeline. */
  | { event: 'timeline'; entry: TimelineEntry }
  /** News without a row in the timeline. */
  | { event: LiveEvent['kind']; news: LiveEvent }
  /** News may have been missed, such as during an outage of Redis: read the page again. */
  | { event: 'refresh' };

type Listener = (items: readonly FeedItem[]) => void;

export interface TimelineFeed {
  /** Calls `listener` with what is new, `ready` first, until the returned function is called. */
  subscribe(listener: Listener): () => void;
}

export interface FeedOptions {
  store: Pick<Store, 'timelineAfter' | 'latestSeq'>;
  events: LiveEvents;
  /** The time between two reads of the store without an event, in milliseconds. */
  pollMs?: number;
}

/** The store being followed, while there is a listener. */
interface Tail {
  /** The end of the timeline at the last read; null before the first. */
  end(): number | null;
  stop(): void;
}

/** Events within this time lead to one read of the store, in milliseconds. */
const GATHER_MS = 50;
/** Rows read at a time. */
const PAGE = 500;
/** Sequence numbers are drawn before the commit, so a row may appear behind a later one; each read starts so far back. */
const LOOK_BACK = 50;

/**
 * One tail of the timeline for all clients of this process. A live event only says that it is worth reading: the rows
 * come from the store. It reads nothing while there is no listener.
 */
export function createTimelineFeed({ store, events, pollMs = 2000 }: FeedOptions): TimelineFeed {
  const listeners = new Set<Listener>();
  let tail: Tail | null = null;

  const send = (items: readonly FeedItem[]) => {
    if (items.length > 0) for (const listener of [...listeners]) listener(items);
  };

  function follow(): Tail {
    const sent = new Set<number>();
    const news = new Map<string, LiveEvent>();
    let end: number | null = null;
    let stopped = false;
    let reading: Promise<void> | null = null;
    let readAgain = false;
    let gathering: NodeJS.Timeout | null = null;
    let connected = events.connected();

    async function start(): Promise<number> {
      const latest = await store.latestSeq();
      for (const { seq } of await store.timelineAfter(Math.max(0, latest - LOOK_BACK), PAGE)) {
        if (seq <= latest) sent.add(seq);
      }
      if (!stopped) send([{ event: 'ready', seq: latest }]);
      return latest;
    }

    async function read(): Promise<void> {
      end ??= await start();
      const entries = await store.timelineAfter(Math.max(0, end - LOOK_BACK), PAGE);
      if (stopped) return;
      const items: FeedItem[] = [];
      for (const entry of entries) {
        if (sent.has(entry.seq)) continue;
        sent.add(entry.seq);
        end = Math.max(end, entry.seq);
        items.push({ event: 'timeline', entry });
      }
      for (const seq of sent) if (seq < end - LOOK_BACK) sent.delete(seq);
      for (const event of news.values()) items.push({ event: event.kind, news: event });
      news.clear();
      send(items);
      if (entries.length === PAGE) readAgain = true;
    }

    /** Reads until nothing is new. One read at a time; the next poll retries a failed one. */
    function readAll(): Promise<void> {
      if (reading) readAgain = true;
      reading ??= (async () => {
        do {
          readAgain = false;
          await read();
        } while (readAgain && !stopped);
      })()
        .catch(() => {})
        .finally(() => {
          reading = null;
        });
      return reading;
    }

    const leave = events.subscribe((event) => {
      if (event.seq === null) news.set(`${event.kind} ${event.incident_id}`, event);
      gathering ??= setTimeout(() => {
        gathering = null;
        void readAll();
      }, GATHER_MS);
    });
    const poll = setInterval(() => {
      // News that was published during an outage is lost, so one refresh follows its end, too.
      const complete = connected && events.connected();
      connected = events.connected();
      void readAll().then(() => {
        if (!complete && end !== null && !stopped) send([{ event: 'refresh' }]);
      });
    }, pollMs);
    void readAll();

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
      tail ??= follow();
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
