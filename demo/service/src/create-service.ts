import { Hono } from 'hono';
import type { Kysely } from 'kysely';
import type { Recorder } from 'suture-recorder';
import { createFaultRoutes } from './fault-routes.ts';
import { createNoteRoutes } from './note-routes.ts';
import type { Settings } from './settings.ts';

export interface ServiceParts {
  settings: Pick<Settings, 'upstreamUrl' | 'faultInjection' | 'buildSha'>;
  db: Kysely<unknown>;
  recorder: Pick<Recorder, 'record'>;
  log(line: string): void;
  /** Aborted when the service is about to end. */
  stopping: AbortSignal;
}

/** All routes of the service. While `ENABLE_FAULT_INJECTION` is off, the fault routes do not exist. */
export function createService({ settings, db, recorder, log, stopping }: ServiceParts): Hono {
  const service = new Hono();
  service.use(async (c, next) => {
    await next();
    // Makes routers and browsers open their next connection to another release.
    if (stopping.aborted) c.header('Connection', 'close');
  });
  // Neither asks the database: a release must be able to start without it.
  service.get('/up', (c) =>
    stopping.aborted ? c.json({ status: 'stopping' }, 503) : c.json({ status: 'ok' }),
  );
  service.get('/up/build', (c) => c.json({ build_sha: settings.buildSha }));
  service.route('/', createNoteRoutes(db));
  if (settings.faultInjection) {
    const { upstreamUrl } = settings;
    service.route('/', createFaultRoutes({ db, upstreamUrl, recorder, log }));
  }
  service.notFound((c) => {
    const message = `There is no ${c.req.method} ${c.req.path}.`;
    return c.json({ error: { code: 'not_found', message } }, 404);
  });
  service.onError((error, c) => {
    log(`${c.req.method} ${c.req.path} failed: ${error.stack ?? error.message}`);
    return c.json({ error: { code: 'internal_error', message: 'The service failed; see its log.' } }, 500);
  });
  return service;
}
