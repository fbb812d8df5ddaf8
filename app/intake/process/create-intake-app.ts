import { createRouter } from '../../api/router.ts';
import { createHostCheck } from '../../check-host.ts';
import { createErrorHandler, notFound } from '../../http-errors.ts';
import type { AnsweredRequest } from '../../metrics/create-metrics.ts';
import type { AppParts } from '../../parts.ts';
import { createRequestLog } from '../../request-log.ts';
import { createRequestTracing } from '../../trace-requests.ts';
import { createDoors } from '../doors/create-doors.ts';
import { createErrorRoutes } from '../error-routes.ts';
import { createGitHubRoutes } from '../github-routes.ts';
import { createHelloRoutes } from '../hello-routes.ts';
import { createIngestRoutes } from '../ingest-routes.ts';
import { createOtlpRoutes } from '../otlp/otlp-routes.ts';
import { createRecordingRoutes } from '../recording-routes.ts';
import { createEnvelopeRoutes } from '../sentry/envelope-routes.ts';

/** The ways in alone, as the process that takes reports answers them. */
export function createIntakeApp(parts: Omit<AppParts, 'feed'>, answered: (request: AnsweredRequest) => void) {
  const doors = createDoors(parts);
  const app = createRouter();
  app.onError(createErrorHandler(parts.log));
  app.notFound(notFound);
  app.use(createRequestTracing(parts.tracing));
  app.use(createRequestLog({ ...parts, answered }));
  app.use(createHostCheck(parts.settings));
  app.use(async (c, next) => {
    await next();
    // Makes routers and SDKs open a new connection for their next request.
    if (parts.stopping.aborted) c.header('Connection', 'close');
  });
  return app
    .route('/ingest', createRecordingRoutes(parts, doors))
    .route('/ingest', createErrorRoutes(doors))
    .route('/ingest', createHelloRoutes(parts))
    .route('/ingest', createIngestRoutes(parts, doors))
    .route('/ingest/github', createGitHubRoutes(parts))
    .route('/', createEnvelopeRoutes(doors))
    .route('/', createOtlpRoutes(doors));
}
