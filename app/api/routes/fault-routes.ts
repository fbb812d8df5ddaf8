import { inspect } from 'node:util';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { FaultDefinition } from '../../../domain/service-definition.ts';
import type { AppParts } from '../../parts.ts';
import { answer, failures } from '../answers.ts';
import { ErrorAnswer } from '../error-schemas.ts';
import { createRouter } from '../router.ts';
import { type FaultImplementation, faultImplementations } from './fault-implementations.ts';
import { faultLine, runFault, toOccurrence } from './run-fault.ts';

/** A request with this header set to `1` runs the same code and records nothing. */
export const VERIFICATION_HEADER = 'X-Fault-Verification';
/** The tag by which the document tells these routes from others; the operation's id is the fault's code. */
export const FAULT_TAG = 'faults';

const FaultAnswer = ErrorAnswer.extend({
  reason: z.string(),
  route: z.string(),
  /** Seconds. */
  latency: z.number(),
  incident_id: z.string().nullable(),
}).openapi('FaultFailure');

type FaultParts = Pick<AppParts, 'settings' | 'service' | 'db' | 'recorder' | 'tracing' | 'log'>;

/**
 * One route for each fault that the service definition names and that is implemented here; none of them while
 * `ENABLE_FAULT_INJECTION` is off.
 */
export function createFaultRoutes({
  settings,
  service,
  db,
  recorder,
  tracing,
  log,
}: FaultParts): OpenAPIHono {
  const routes = createRouter();
  if (!settings.ENABLE_FAULT_INJECTION) return routes;
  const context = { db, upstreamUrl: settings.MOCK_API_BASE_URL.replace(/\/+$/, '') };

  for (const fault of service.faults) {
    const implementation = faultImplementations[fault.code];
    if (!implementation) continue;

    routes.openapi(describe(fault, implementation), async (c) => {
      const outcome = await runFault(implementation, context);
      if (!outcome.failed) return c.json(outcome.body, 200);
      const { failure } = outcome;
      const line = faultLine(fault, failure);
      let incidentId: string | null = null;
      if (c.req.header(VERIFICATION_HEADER) === '1') {
        log(`${line} verification=1`);
        log(inspect(failure.error));
      } else {
        log(line);
        // Else the line comes back from CloudWatch, and would count twice.
        if (settings.LOG_INTAKE === 'process') {
          incidentId = await recorder.record(
            toOccurrence(service.name, fault, failure, settings.BUILD_SHA, tracing.context()),
          );
        }
        if (incidentId) c.set('incidentId', incidentId);
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

function describe(fault: FaultDefinition, { answer: body, failureStatus }: FaultImplementation) {
  const failed = answer('It failed', FaultAnswer);
  return createRoute({
    method: 'post',
    path: fault.route,
    operationId: fault.code,
    tags: [FAULT_TAG],
    summary: `${fault.title} (${fault.code}, ${fault.severity})`,
    request: {
      headers: z.object({
        [VERIFICATION_HEADER.toLowerCase()]: z
          .string()
          .optional()
          .openapi({ description: '1: run the same code and record nothing' }),
      }),
    },
    responses: {
      200: answer('It did not fail', body),
      ...failures(),
      ...({ [failureStatus]: failed } as Record<typeof failureStatus, typeof failed>),
    },
  });
}
