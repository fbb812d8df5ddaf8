import { inspect } from 'node:util';
import { Hono } from 'hono';
import type { AppParts } from '../parts.ts';
import { faultImplementations } from './fault-implementations.ts';
import { faultLine, runFault, toOccurrence } from './run-fault.ts';

/** A request with this header set to `1` runs the same code and records nothing. */
export const VERIFICATION_HEADER = 'X-Fault-Verification';

/**
 * One route for each fault that the service definition names and that is implemented here; none of them while
 * `ENABLE_FAULT_INJECTION` is off.
 */
export function createFaultRoutes({ settings, service, db, recorder, log }: AppParts): Hono {
  const routes = new Hono();
  if (!settings.ENABLE_FAULT_INJECTION) return routes;
  const context = { db, upstreamUrl: settings.MOCK_API_BASE_URL.replace(/\/+$/, '') };

  for (const fault of service.faults) {
    const implementation = faultImplementations[fault.code];
    if (!implementation) continue;

    routes.post(fault.route, async (c) => {
      const outcome = await runFault(implementation, context);
      if (!outcome.failed) return c.json(outcome.body);
      const { failure } = outcome;
      const line = faultLine(fault, failure);
      let incidentId: string | null = null;
      if (c.req.header(VERIFICATION_HEADER) === '1') {
        log(`${line} verification=1`);
        log(inspect(failure.error));
      } else {
        log(line);
        // Else the line comes back from CloudWatch, and would count twice.
        if (settings.LOG_INTAKE === 'process')
          incidentId = await recorder.record(toOccurrence(service.name, fault, failure, settings.BUILD_SHA));
      }
      return c.json(
        {
          error: { code: fault.code, message: failure.message },
          reason: failure.reason,
          route: fault.route,
          latency: Number((failure.latencyMs / 1000).toFixed(2)),
          incident_id: incidentId,
        },
        implementation.failureStatus,
      );
    });
  }
  return routes;
}
