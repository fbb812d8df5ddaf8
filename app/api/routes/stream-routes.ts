import { setMaxListeners } from 'node:events';
import { createRoute, z } from '@hono/zod-openapi';
import { other } from '../answers.ts';
import { createRouter } from '../router.ts';
import { type StreamParts, streamEvents } from './stream-events.ts';

/** The last row that the client has. An invalid value counts as absent. */
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
  summary: 'News as server-sent events; missed rows are replayed',
  request: {
    /** Browsers send it when they reconnect. */
    headers: z.object({ 'last-event-id': position }),
    /** The same, for `curl`. */
    query: z.object({ after: position }),
  },
  responses: { 200: other('Events, each with its data as JSON', 'text/event-stream') },
});

/**
 * `GET /stream`: server-sent events. `ready` comes first; each `timeline` event has its row's `seq` as id, and a
 * client that reconnects with `Last-Event-ID` first gets the rows that it missed.
 */
export function createStreamRoutes(parts: StreamParts) {
  // Each client listens for the end of the app; that is not a leak.
  setMaxListeners(0, parts.stopping);
  return createRouter().openapi(route, (c) => {
    const from = c.req.valid('header')['last-event-id'] ?? c.req.valid('query').after;
    const after = from === undefined ? null : Number(from);
    return c.body(streamEvents(parts, after), 200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache',
      Connection: 'keep-alive',
      // Proxies such as nginx would hold the stream back.
      'X-Accel-Buffering': 'no',
    });
  });
}
