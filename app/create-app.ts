import { bodyLimit } from 'hono/body-limit';
import { createDocsRoutes } from './api/docs-routes.tsx';
import { createDocumentRoutes, describePages } from './api/document.ts';
import { createRouter } from './api/router.ts';
import { createFaultRoutes } from './api/routes/fault-routes.ts';
import { createHealingRoutes } from './api/routes/healing-routes.ts';
import { createIncidentRoutes } from './api/routes/incident-routes.ts';
import { createMetricsRoutes } from './api/routes/metrics-routes.ts';
import { createPipelineRoutes } from './api/routes/pipeline-routes.ts';
import { createResetRoutes } from './api/routes/reset-routes.ts';
import { createStreamRoutes } from './api/routes/stream-routes.ts';
import { createUpRoutes } from './api/routes/up-routes.ts';
import { createGuard } from './guard.ts';
import { createErrorHandler, notFound } from './http-errors.ts';
import { createGitHubRoutes } from './intake/github-routes.ts';
import { createIngestRoutes } from './intake/ingest-routes.ts';
import { createMetrics } from './metrics/create-metrics.ts';
import { createActionRoutes } from './pages/actions/action-routes.ts';
import { createSignInRoutes } from './pages/actions/sign-in-routes.ts';
import { createDashboardRoutes } from './pages/dashboard-routes.tsx';
import { createOverviewRoutes } from './pages/overview/overview-routes.tsx';
import type { AppParts } from './parts.ts';
import { createRequestLog } from './request-log.ts';
import { createRequestTracing } from './trace-requests.ts';

const BASE = '/developer/incidents';
/** Far above anything that a person says, in bytes. */
const LARGEST_BODY = 64 * 1024;

/** The whole HTTP contract, as the typed client sees it. */
export type App = ReturnType<typeof createApp>;

/**
 * The whole HTTP contract. Three kinds of routes: the service's own traffic (the fault routes), open as production
 * is, to be closed by `ENABLE_FAULT_INJECTION`; the reports of the delivery, of the log router and of GitHub, which are
 * signed; and the rest, guarded
 * where it changes something.
 */
export function createApp(parts: AppParts) {
  const metrics = createMetrics(parts);
  const app = createRouter();
  app.onError(createErrorHandler(parts.log));
  app.notFound(notFound);
  app.use(createRequestTracing(parts.tracing));
  app.use(createRequestLog({ ...parts, answered: metrics.answered }));
  app.use(async (c, next) => {
    await next();
    // Lets routers and browsers take their next request elsewhere.
    if (parts.stopping.aborted) c.header('Connection', 'close');
  });

  app.route('/', createFaultRoutes(parts));
  app.route('/developer/docs', createDocsRoutes());
  const open = app
    .route('/', createUpRoutes(parts))
    .route('/', createMetricsRoutes(metrics))
    .route(
      '/',
      createDocumentRoutes(parts.service, () => app.openAPIRegistry),
    )
    .route(`${BASE}/pipeline`, createPipelineRoutes(parts))
    .route('/ingest', createIngestRoutes(parts))
    .route('/ingest/github', createGitHubRoutes(parts));

  // Forms have a guard of their own: a browser cannot send a bearer token with them.
  app.route(BASE, createSignInRoutes(parts));
  app.route(
    BASE,
    createActionRoutes(parts, (request) => app.fetch(request)),
  );

  app.use(`${BASE}/*`, createGuard(parts.settings.ADMIN_TOKEN), bodyLimit({ maxSize: LARGEST_BODY }));
  app.route('/developer', createOverviewRoutes(parts));
  app.route(BASE, createDashboardRoutes(parts));
  describePages(app.openAPIRegistry, BASE);
  return (
    open
      .route(BASE, createStreamRoutes({ ...parts, streaming: metrics.streaming }))
      .route(BASE, createHealingRoutes(parts))
      .route(BASE, createResetRoutes(parts))
      // Last, since its `/:id` would take any name for an incident's.
      .route(BASE, createIncidentRoutes(parts))
  );
}
