import { setMaxListeners } from 'node:events';
import { createRoute, z } from '@hono/zod-openapi';
import { other } from '../answers.ts';
import { createRouter } from '../router.ts';
import { createEncoder } from './encode-events.ts';
import { type StreamParts, streamEvents } from './stream-events.ts';

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
export function createStreamRoutes(parts: Omit<StreamParts, 'encode'>) {
  // Each page waits for the end of the app; that is no leak.
  setMaxListeners(0, parts.stopping);
  const shared = { ...parts, encode: createEncoder() };
  return createRouter().openapi(route, (c) => {
    const from = c.req.valid('header')['last-event-id'] ?? c.req.valid('query').after;
    const after = from === undefined ? null : Number(from);
    return c.body(streamEvents(shared, after), 200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache',
      Connection: 'keep-alive',
      // Proxies such as nginx would hold the stream back.
      'X-Accel-Buffering': 'no',
    });
  });
}
