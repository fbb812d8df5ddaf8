import { createRoute, z } from '@hono/zod-openapi';
import { type SSEMessage, streamSSE } from 'hono/streaming';
import { other } from '../api/answers.ts';
import { createRouter } from '../api/router.ts';
import type { FeedItem } from '../dashboard/timeline-feed.ts';
import type { AppParts } from '../parts.ts';

/** A comment is sent this often, so that routers between keep the connection; in milliseconds. */
const KEEP_ALIVE_MS = 15_000;
/** Tells browsers how soon to come back, in milliseconds. */
const RECONNECT_MS = 1000;
/** Rows replayed at a time. */
const PAGE = 500;
/** A page that is so far behind is cut off; it comes back and gets the rest by replay. */
const LONGEST_QUEUE = 2000;

/** Where a page left off. Nonsense counts as absent. */
const position = z
  .string()
  .regex(/^\d{1,15}$/)
  .optional()
  .catch(undefined)
  .openapi({ type: 'string', pattern: '^\\d{1,15}$' });

const route = createRoute({
  method: 'get',
  path: '/stream',
  tags: ['incidents'],
  summary: 'News as server-sent events; what was missed is replayed',
  request: {
    /** Browsers send it when they come back. */
    headers: z.object({ 'last-event-id': position }),
    /** The same, for `curl`. */
    query: z.object({ after: position }),
  },
  responses: { 200: other('Events, each with its data as JSON', 'text/event-stream') },
});

/**
 * `GET /stream`: server-sent events. `ready` comes first; each `timeline` event has its row's `seq` as id, and a
 * page that comes back with `Last-Event-ID` first gets the rows that it missed.
 */
export function createStreamRoutes({ feed, store, stopping, streaming }: StreamParts) {
  return createRouter().openapi(route, (c) => {
    const from = c.req.valid('header')['last-event-id'] ?? c.req.valid('query').after;
    const after = from === undefined ? null : Number(from);
    // Proxies such as nginx would hold the stream back.
    c.header('X-Accel-Buffering', 'no');
    return streamSSE(c, async (stream) => {
      const left = streaming();
      const queue: FeedItem[] = [];
      const replayed = new Set<number>();
      let ended = false;
      let wake = () => {};
      const end = () => {
        ended = true;
        wake();
      };
      const leave = feed.subscribe((item) => {
        if (queue.length >= LONGEST_QUEUE) return end();
        queue.push(item);
        wake();
      });
      const keepAlive = setInterval(() => void stream.write(': keep-alive\n\n').catch(end), KEEP_ALIVE_MS);
      stream.onAbort(end);
      stopping.addEventListener('abort', end);

      const replay = async (from: number) => {
        for (let seq = from; ; ) {
          const entries = await store.timelineAfter(seq, PAGE);
          for (const entry of entries) {
            if (ended) return;
            replayed.add(entry.seq);
            await stream.writeSSE(toMessage({ event: 'timeline', entry }));
          }
          if (entries.length < PAGE) return;
          seq = entries.at(-1)?.seq ?? seq;
        }
      };

      try {
        if (stopping.aborted) return;
        await stream.write(`retry: ${RECONNECT_MS}\n\n`);
        while (!ended) {
          const item = queue.shift();
          if (!item) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          } else if (item.event === 'ready' && after !== null) {
            await stream.writeSSE({ event: 'ready', data: JSON.stringify({ seq: item.seq }) });
            // The store went away meanwhile: the page comes back and goes on where it is.
            await replay(after).catch(end);
          } else if (item.event !== 'timeline' || !replayed.has(item.entry.seq)) {
            await stream.writeSSE(toMessage(item));
          }
        }
      } finally {
        left();
        leave();
        clearInterval(keepAlive);
        stopping.removeEventListener('abort', end);
      }
    });
  });
}

export interface StreamParts extends Pick<AppParts, 'feed' | 'store' | 'stopping'> {
  /** Counts a listener; returns what to call when it left. */
  streaming(): () => void;
}

function toMessage(item: FeedItem): SSEMessage {
  switch (item.event) {
    case 'ready':
      return { event: 'ready', id: String(item.seq), data: JSON.stringify({ seq: item.seq }) };
    case 'timeline':
      return { event: 'timeline', id: String(item.entry.seq), data: JSON.stringify(item.entry) };
    case 'refresh':
      return { event: 'refresh', data: '{}' };
    default:
      return { event: item.event, data: JSON.stringify(item.news) };
  }
}
