import { inspect } from 'node:util';
import { type Context, Hono } from 'hono';
import type { Kysely } from 'kysely';
import type { Recorder } from 'suture-recorder';
import { type FaultImplementation, faultImplementations } from './fault-implementations.ts';
import { faultLine, runFault } from './run-fault.ts';

/** A request with this header set to `1` runs the same code and records nothing. */
const VERIFICATION_HEADER = 'X-Fault-Verification';

export interface FaultParts {
  db: Kysely<unknown>;
  upstreamUrl: string;
  recorder: Pick<Recorder, 'record'>;
  /** Writes one line to stderr. */
  log(line: string): void;
}

/** The three fault routes of the guide. */
export function createFaultRoutes(parts: FaultParts): Hono {
  const routes = new Hono();
  for (const fault of faultImplementations) {
    routes.post(fault.route, (context) => answer(context, fault, parts));
  }
  return routes;
}

async function answer(
  c: Context,
  fault: FaultImplementation,
  { db, upstreamUrl, recorder, log }: FaultParts,
): Promise<Response> {
  const outcome = await runFault(fault, { db, upstreamUrl });
  if (!outcome.failed) return c.json(outcome.body);
  const { reason, latencyMs, message, error } = outcome.failure;
  const logLine = faultLine(fault, outcome.failure);
  let incidentId: string | null = null;
  if (c.req.header(VERIFICATION_HEADER) === '1') {
    log(`${logLine} verification=1`);
    log(inspect(error));
  } else {
    log(logLine);
    const { code: faultCode, route } = fault;
    const trace = { traceparent: c.req.header('traceparent'), tracestate: c.req.header('tracestate') };
    incidentId = await recorder.record({ faultCode, route, reason, logLine, latencyMs, error, trace });
  }
  return c.json(
    {
      error: { code: fault.code, message },
      reason,
      route: fault.route,
      latency: Number((latencyMs / 1000).toFixed(2)),
      incident_id: incidentId,
    },
    fault.failureStatus,
  );
}
