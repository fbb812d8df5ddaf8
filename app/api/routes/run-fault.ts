import type { Occurrence } from '../../../domain/incident.ts';
import type { TraceContext } from '../../../domain/ports/tracing.ts';
import type { FaultDefinition } from '../../../domain/service-definition.ts';
import type { FaultContext, FaultImplementation } from './fault-implementations.ts';
import { sqlstateOf } from './fault-reasons.ts';

/** A request that failed, in the words that the log, the incident and the caller get. */
export interface FaultFailure {
  reason: string;
  latencyMs: number;
  message: string;
  error: unknown;
}

export type FaultOutcome =
  | { failed: false; body: Record<string, unknown> }
  | { failed: true; failure: FaultFailure };

/** Runs the code behind a fault route once and measures it. Never throws. */
export async function runFault(
  implementation: FaultImplementation,
  context: FaultContext,
): Promise<FaultOutcome> {
  const started = performance.now();
  try {
    return { failed: false, body: await implementation.run(context) };
  } catch (error) {
    const latencyMs = performance.now() - started;
    const reason = implementation.reasonOf(error);
    return { failed: true, failure: { reason, latencyMs, message: messageOf(error), error } };
  }
}

/** The one line of a failure, such as `FAULT_X route=/test-fault/run reason=syntax_error latency=0.01` (seconds). */
export function faultLine(fault: FaultDefinition, { reason, latencyMs }: FaultFailure): string {
  return `${fault.logMarker} route=${fault.route} reason=${reason} latency=${(latencyMs / 1000).toFixed(2)}`;
}

/** What the store is told of a failure. */
export function toOccurrence(
  service: string,
  fault: FaultDefinition,
  failure: FaultFailure,
  buildSha: string,
  trace: TraceContext | null,
): Occurrence {
  const { error, reason, latencyMs, message } = failure;
  return {
    service,
    faultCode: fault.code,
    faultType: fault.type,
    severity: fault.severity,
    route: fault.route,
    reason,
    logLine: faultLine(fault, failure),
    latencyMs,
    errorClass: error instanceof Error ? error.name : null,
    message,
    sqlstate: sqlstateOf(error),
    stack: error instanceof Error ? (error.stack ?? null) : null,
    buildSha,
    trace,
    at: new Date(),
  };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // `fetch failed` says nothing; the socket's error is its cause. Several addresses tried give an error without words.
  const cause = error.cause instanceof Error ? error.cause : null;
  const causeText = cause ? cause.message || ('code' in cause ? String(cause.code) : '') : '';
  const text = error.message || ('code' in error ? String(error.code) : error.name);
  return causeText ? `${text}: ${causeText}` : text;
}
