import { Hono } from 'hono';
import { createDashboardRoutes } from './dashboard/dashboard-routes.tsx';
import { createGuard } from './guard.ts';
import { createErrorHandler, notFound } from './http-errors.ts';
import { openApiDocument } from './openapi.ts';
import type { AppParts } from './parts.ts';
import { createFaultRoutes } from './routes/fault-routes.ts';
import { createGitHubRoutes } from './routes/github-routes.ts';
import { createHealingRoutes } from './routes/healing-routes.ts';
import { createIncidentRoutes } from './routes/incident-routes.ts';
import { createMetricsRoutes } from './routes/metrics-routes.ts';
import { createPipelineRoutes } from './routes/pipeline-routes.ts';
import { createResetRoutes } from './routes/reset-routes.ts';
import { createStreamRoutes } from './routes/stream-routes.ts';
import { createUpRoutes } from './routes/up-routes.ts';

const BASE = '/developer/incidents';

/**
 * The whole HTTP contract. Three kinds of routes: the service's own traffic (the fault routes), open as production
 * is, to be closed by `ENABLE_FAULT_INJECTION`; the reports of the delivery and of GitHub, which are signed; and the rest, guarded
 * where it changes something.
 */
export function createApp(parts: AppParts): Hono {
  const app = new Hono();
  app.onError(createErrorHandler(parts.log));
  app.notFound(notFound);
  app.use(async (c, next) => {
    await next();
    // Lets routers and browsers take their next request elsewhere.
    if (parts.stopping.aborted) c.header('Connection', 'close');
  });

  const faults = createFaultRoutes(parts);
  const document = openApiDocument(parts.service, {
    adminToken: parts.settings.ADMIN_TOKEN !== undefined,
    faultRoutes: faults.routes.map(({ path }) => path),
  });
  app.route('/', createUpRoutes(parts));
  app.route('/', createMetricsRoutes(parts));
  app.get('/openapi.json', (c) => c.json(document));
  app.route('/', faults);
  app.route(`${BASE}/pipeline`, createPipelineRoutes(parts));
  app.route('/ingest/github', createGitHubRoutes(parts));

  app.use(`${BASE}/*`, createGuard(parts.settings.ADMIN_TOKEN));
  app.route(BASE, createDashboardRoutes(parts));
  app.route(BASE, createStreamRoutes(parts));
  app.route(BASE, createHealingRoutes(parts));
  app.route(BASE, createResetRoutes(parts));
  // Last, since its `/:id` would take any name for an incident's.
  app.route(BASE, createIncidentRoutes(parts));
  return app;
}
