import type { FeedItem } from '../../briefing/timeline-feed.ts';
import type { AppParts } from '../../parts.ts';
import { formatEvent } from './format-event.ts';

/** The time between two comments that make routers keep the connection, in milliseconds. */
const KEEP_ALIVE_MS = 15_000;
/** How soon a browser reconnects, in milliseconds. */
const RECONNECT_MS = 1000;
/** Rows replayed at a time. */
const PAGE = 500;
/** A client that has more unsent items is disconnected; it reconnects and gets them by replay. */
const LONGEST_QUEUE = 2000;

export interface StreamParts extends Pick<AppParts, 'feed' | 'store' | 'stopping'> {
  /** Counts a listener; returns what to call when it left. */
  streaming(): () => void;
}

/**
 * The events of one client as bytes. The client's own pace decides when the next ones are read, so a slow client
 * holds nobody back.
 * @param after the last row that the client has; null for a new client
 */
export function streamEvents(parts: StreamParts, after: number | null): ReadableStream<Uint8Array> {
  const left = new AbortController();
  const events = follow(parts, after, left);
  const encoder = new TextEncoder();
  const stop = () => left.abort();
  parts.stopping.addEventListener('abort', stop);
  left.signal.addEventListener('abort', () => parts.stopping.removeEventListener('abort', stop));
  if (parts.stopping.aborted) stop();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await events.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: stop,
  });
}

/** Yields text for a client until `left` is aborted. Aborts it when the client is too slow or the store fails. */
async function* follow(
  { feed, store, streaming }: StreamParts,
  after: number | null,
  left: AbortController,
): AsyncGenerator<string, void> {
  const { signal } = left;
  const replayed = new Set<number>();
  let queue: FeedItem[] = [];
  let beat = false;
  let wake = () => {};
  const uncount = streaming();
  const leave = feed.subscribe((items) => {
    queue.push(...items);
    if (queue.length > LONGEST_QUEUE) left.abort();
    wake();
  });
  const keepAlive = setInterval(() => {
    beat = true;
    wake();
  }, KEEP_ALIVE_MS);
  const finish = () => {
    clearInterval(keepAlive);
    leave();
    uncount();
    queue = [];
    wake();
  };
  if (signal.aborted) return finish();
  signal.addEventListener('abort', finish, { once: true });

  yield `retry: ${RECONNECT_MS}\n\n`;
  while (!signal.aborted) {
    const items = queue;
    queue = [];
    for (const item of items) {
      if (item.event === 'timeline' && replayed.has(item.entry.seq)) continue;
      if (item.event !== 'ready' || after === null) {
        yield formatEvent(item);
        continue;
      }
      // Without an id: should the replay break off, the client still knows its own last row.
      yield `event: ready\ndata: ${JSON.stringify({ seq: item.seq })}\n\n`;
      yield* replay(after);
    }
    if (queue.length > 0 || signal.aborted) continue;
    if (beat) yield ': keep-alive\n\n';
    beat = false;
    if (queue.length > 0 || signal.aborted) continue;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }

  async function* replay(from: number): AsyncGenerator<string, void> {
    for (let seq = from; !signal.aborted; ) {
      const entries = await store.timelineAfter(seq, PAGE).catch(() => null);
      // The store does not answer: the client reconnects and continues where it is.
      if (entries === null) return left.abort();
      for (const entry of entries) replayed.add(entry.seq);
      if (entries.length > 0) {
        yield entries.map((entry) => formatEvent({ event: 'timeline', entry })).join('');
      }
      if (entries.length < PAGE) return;
      seq = entries.at(-1)?.seq ?? seq;
    }
  }
}
