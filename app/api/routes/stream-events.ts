import type { FeedItem } from '../../briefing/timeline-feed.ts';
import type { AppParts } from '../../parts.ts';
import { type Encode, encode } from './encode-events.ts';

/** A comment is sent this often, so that routers between keep the connection; in milliseconds. */
const KEEP_ALIVE_MS = 15_000;
/** Tells browsers how soon to come back, in milliseconds. */
const RECONNECT_MS = 1000;
/** Rows replayed at a time. */
const PAGE = 500;
/** A page that is so many writes behind is cut off; it comes back and gets the rest by replay. */
const LONGEST_QUEUE = 2000;

export interface StreamParts extends Pick<AppParts, 'feed' | 'store' | 'stopping'> {
  encode: Encode;
  /** Counts a listener; returns what to call when it left. */
  streaming(): () => void;
}

/**
 * What one page is told, in bytes. Written by hand on a bare stream, since a thousand pages share the app with the requests:
 * each write costs one step, and all share the bytes.
 * @param after the last row that the page knows; null for a page that comes anew
 */
export function streamEvents(
  { feed, store, stopping, encode: shared, streaming }: StreamParts,
  after: number | null,
): ReadableStream<Uint8Array> {
  const replayed = new Set<number>();
  /** What comes while rows are replayed; null when it is told at once. */
  let held: FeedItem[] | null = after === null ? null : [];
  let ended = false;
  let drained = () => {};
  let release = () => {};

  function begin(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const end = () => {
      if (ended) return;
      release();
      controller.close();
    };
    const send = (bytes: Uint8Array) => {
      if (ended) return;
      if ((controller.desiredSize ?? 0) <= -LONGEST_QUEUE) return end();
      controller.enqueue(bytes);
    };
    const tell = (items: readonly FeedItem[]) => {
      const fresh = items.filter((item) => item.event !== 'timeline' || !replayed.has(item.entry.seq));
      // As a rule nothing is left out, and the bytes are those of all pages.
      if (fresh.length > 0) send(shared(fresh.length === items.length ? items : fresh));
    };
    const room = async () => {
      while (!ended && (controller.desiredSize ?? 0) <= 0) {
        await new Promise<void>((resolve) => {
          drained = resolve;
        });
      }
    };
    const replay = async (from: number) => {
      for (let seq = from; ; ) {
        const entries = await store.timelineAfter(seq, PAGE);
        for (const entry of entries) replayed.add(entry.seq);
        if (entries.length > 0) send(shared(entries.map((entry) => ({ event: 'timeline', entry }))));
        await room();
        if (ended || entries.length < PAGE) return;
        seq = entries.at(-1)?.seq ?? seq;
      }
    };
    const comeBack = async (from: number, seq: number) => {
      // Without an id: should the replay break off, the page still knows where it was.
      send(encode(`event: ready\ndata: ${JSON.stringify({ seq })}\n\n`));
      // The store went away meanwhile: the page comes back and goes on where it is.
      await replay(from).catch(end);
      const waiting = held ?? [];
      held = null;
      tell(waiting);
    };

    const left = streaming();
    const keepAlive = setInterval(() => send(encode(': keep-alive\n\n')), KEEP_ALIVE_MS);
    let leave = () => {};
    release = () => {
      ended = true;
      left();
      leave();
      drained();
      clearInterval(keepAlive);
      stopping.removeEventListener('abort', end);
    };
    if (stopping.aborted) {
      end();
      return;
    }
    stopping.addEventListener('abort', end);
    send(encode(`retry: ${RECONNECT_MS}\n\n`));
    leave = feed.subscribe((items) => {
      if (!held) return tell(items);
      for (const item of items) {
        if (item.event === 'ready') void comeBack(after ?? 0, item.seq);
        else held.push(item);
      }
      if (held.length > LONGEST_QUEUE) end();
    });
  }

  return new ReadableStream<Uint8Array>({
    start: begin,
    pull: () => drained(),
    cancel() {
      if (!ended) release();
    },
  });
}
