import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Tracing } from '../domain/ports/tracing.ts';

/** What a caller may send of its own trace. */
const HEADERS = ['traceparent', 'tracestate'];
/** Health checks and scrapes: too frequent to be worth a span. */
const QUIET = /^\/(up|metrics)\b|\/assets\//;

/** One span a request, continuing the caller's trace where there is one. */
export function createRequestTracing(tracing: Tracing): MiddlewareHandler {
  return async (c, next) => {
    const { method, path } = c.req;
    if (QUIET.test(path)) return next();
    const parent = Object.fromEntries(
      HEADERS.flatMap((name) => {
        const value = c.req.header(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
    await tracing.span(method, { kind: 'server', parent }, async (span) => {
      await next();
      const route = routePath(c);
      const incidentId = c.get('incidentId');
      span.rename(`${method} ${route}`);
      span.set({
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': c.res.status,
        ...(incidentId && { 'suture.incident_id': incidentId }),
      });
      if (c.res.status >= 500) span.fail(`answered ${c.res.status}`);
    });
  };
}
