import { createRouter } from '../api/router.ts';
import type { AppParts } from '../parts.ts';
import { createDoors } from './doors/create-doors.ts';
import { createErrorRoutes } from './error-routes.ts';
import { createGitHubRoutes } from './github-routes.ts';
import { createHelloRoutes } from './hello-routes.ts';
import { createIngestRoutes } from './ingest-routes.ts';
import { createOtlpRoutes } from './otlp/otlp-routes.ts';
import { createRecordingRoutes } from './recording-routes.ts';
import { createEnvelopeRoutes } from './sentry/envelope-routes.ts';

/** All ways in for reports. Those of programs share keys and limits. */
export function createIntakeRoutes(parts: Omit<AppParts, 'feed'>) {
  const doors = createDoors(parts);
  return createRouter()
    .route('/ingest', createRecordingRoutes(parts, doors))
    .route('/ingest', createErrorRoutes(doors))
    .route('/ingest', createHelloRoutes(parts))
    .route('/ingest', createIngestRoutes(parts, doors))
    .route('/ingest/github', createGitHubRoutes(parts))
    .route('/', createEnvelopeRoutes(doors))
    .route('/', createOtlpRoutes(doors));
}
