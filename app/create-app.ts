import { bodyLimit } from 'hono/body-limit';
import { createDocsRoutes } from './api/docs-routes.tsx';
import { createDocumentRoutes, describePages } from './api/document.ts';
import { createHealingRoutes } from './api/routes/healing-routes.ts';
import { createIncidentRoutes } from './api/routes/incident-routes.ts';
import { createKeptRecordingRoutes } from './api/routes/kept-recording-routes.ts';
import { createMetricsRoutes } from './api/routes/metrics-routes.ts';
import { createPipelineRoutes } from './api/routes/pipeline-routes.ts';
import { createRegroupRoutes } from './api/routes/regroup-routes.ts';
import { createResetRoutes } from './api/routes/reset-routes.ts';
import { createServiceRoutes } from './api/routes/service-routes.ts';
import { createStreamRoutes } from './api/routes/stream-routes.ts';
import { createUpRoutes } from './api/routes/up-routes.ts';
import { createBaseRouter } from './base-router.ts';
import { createGuard } from './guard.ts';
import { createIntakeRoutes } from './intake/intake-routes.ts';
import { createMetrics } from './metrics/create-metrics.ts';
import { createActionRoutes } from './pages/actions/action-routes.ts';
import { createSignInRoutes } from './pages/actions/sign-in-routes.ts';
import { createDashboardRoutes } from './pages/dashboard-routes.tsx';
import { createOverviewRoutes } from './pages/overview/overview-routes.tsx';
import { createServicePages } from './pages/services/service-routes.tsx';
import type { AppParts } from './parts.ts';
import { createPassThrough } from './pass-through/demonstration-routes.ts';
import { describeFaults } from './pass-through/describe-faults.ts';

const BASE = '/developer/incidents';
const SERVICES = '/developer/services';
/** Far above anything that a person writes, in bytes. */
const LARGEST_BODY = 64 * 1024;

/** The routes of the API, as the typed client sees them. */
export type App = ReturnType<typeof createApp>;

/**
 * The whole HTTP contract. Three kinds of routes: what passes on to the demonstration, open as production is; the reports
 * of recorders, the delivery, the log router and GitHub, each with its own key or signature; and the rest, guarded where
 * it changes something.
 */
export function createApp(parts: AppParts, metrics = createMetrics(parts)) {
  const app = createBaseRouter(parts, metrics.answered);
  app.route('/', createPassThrough(parts));
  describeFaults(app.openAPIRegistry);
  app.route('/developer/docs', createDocsRoutes());
  const open = app
    .route('/', createUpRoutes(parts))
    .route('/', createMetricsRoutes(metrics))
    .route(
      '/',
      createDocumentRoutes(() => app.openAPIRegistry),
    )
    .route(`${BASE}/pipeline`, createPipelineRoutes(parts))
    .route('/', createIntakeRoutes(parts));

  // Forms have a guard of their own: a browser cannot send a bearer token with them.
  app.route(BASE, createSignInRoutes(parts));
  app.route(
    BASE,
    createActionRoutes(parts, (request) => app.fetch(request)),
  );

  const guard = createGuard(parts.settings.ADMIN_TOKEN);
  for (const path of [`${BASE}/*`, `${SERVICES}/*`])
    app.use(path, guard, bodyLimit({ maxSize: LARGEST_BODY }));
  app.route('/developer', createOverviewRoutes(parts));
  app.route(SERVICES, createServicePages(parts));
  app.route(BASE, createDashboardRoutes(parts));
  describePages(app.openAPIRegistry, BASE);
  return (
    open
      .route(BASE, createStreamRoutes({ ...parts, streaming: metrics.streaming }))
      .route(BASE, createHealingRoutes(parts))
      .route(BASE, createKeptRecordingRoutes(parts))
      .route(BASE, createRegroupRoutes(parts))
      .route(BASE, createResetRoutes(parts))
      .route(SERVICES, createServiceRoutes(parts))
      // Last, since its `/:id` matches any name.
      .route(BASE, createIncidentRoutes(parts))
  );
}
