import { createRouter } from './api/router.ts';
import { createHostCheck } from './check-host.ts';
import { createErrorHandler, notFound } from './http-errors.ts';
import type { AnsweredRequest } from './metrics/create-metrics.ts';
import type { AppParts } from './parts.ts';
import { createRequestLog } from './request-log.ts';
import { createRequestTracing } from './trace-requests.ts';

/**
 * What the app and the intake do with every request: errors as JSON, a trace, a line of the log, a check of the name asked for.
 * @param answered counts each answered request
 */
export function createBaseRouter(
  parts: Omit<AppParts, 'feed'>,
  answered: (request: AnsweredRequest) => void,
) {
  const router = createRouter();
  router.onError(createErrorHandler(parts.log));
  router.notFound(notFound);
  router.use(createRequestTracing(parts.tracing));
  router.use(createRequestLog({ ...parts, answered }));
  router.use(createHostCheck(parts.settings));
  router.use(async (c, next) => {
    await next();
    // Makes routers, browsers and SDKs open a new connection for their next request.
    if (parts.stopping.aborted) c.header('Connection', 'close');
  });
  return router;
}
