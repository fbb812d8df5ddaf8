import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger, LogLevel } from '../domain/ports/logger.ts';
import type { Tracing } from '../domain/ports/tracing.ts';
import type { AnsweredRequest } from './metrics/create-metrics.ts';
import { VERIFICATION_HEADER } from './pass-through/describe-faults.ts';

export interface RequestLogParts {
  logger: Logger;
  tracing: Tracing;
  answered(request: AnsweredRequest): void;
}

/** Health checks, scrapes and files of pages: too frequent to be worth a line. */
const QUIET = /^\/(up|metrics)\b|\/assets\//;

/**
 * One line in the log for each request, with the incident that it was about. Health checks, scrapes and
 * verifications are logged at the level `debug`.
 */
export function createRequestLog({ logger, tracing, answered }: RequestLogParts): MiddlewareHandler {
  return async (c, next) => {
    const since = performance.now();
    await next();
    const ms = performance.now() - since;
    const { method } = c.req;
    // The address of an OTLP endpoint holds a key.
    const path = c.req.path.replace(/^(\/ingest\/otlp\/)[^/]+/, '$1…');
    const { status } = c.res;
    // Of the handler that ran last, which is the one that answered; where nothing matched that is middleware.
    const matched = routePath(c);
    const route = status === 404 && matched.endsWith('*') ? 'none' : matched;
    answered({ method, route, status, seconds: ms / 1000 });
    const incident_id = c.get('incidentId');
    const fields = {
      method,
      path,
      route,
      status,
      ms: Math.round(ms * 10) / 10,
      incident_id,
      trace_id: tracing.traceId(),
    };
    logger(levelOf(status, path, c.req.header(VERIFICATION_HEADER)), fields, `${method} ${path} ${status}`);
  };
}

function levelOf(status: number, path: string, verification: string | undefined): LogLevel {
  if (verification === '1' || (QUIET.test(path) && status < 500)) return 'debug';
  return status >= 500 ? 'error' : 'info';
}
