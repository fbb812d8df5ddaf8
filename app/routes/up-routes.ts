import { Hono } from 'hono';
import type { AppParts } from '../parts.ts';

/** Whether the app takes requests, and which commit it is. Neither asks the database: a release must come up without it. */
export function createUpRoutes({ settings, stopping }: AppParts): Hono {
  return new Hono()
    .get('/up', (c) => {
      return stopping.aborted ? c.json({ status: 'stopping' }, 503) : c.json({ status: 'ok' });
    })
    .get('/up/build', (c) => c.json({ build_sha: settings.BUILD_SHA }));
}
