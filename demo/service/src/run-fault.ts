import { messageOf } from 'suture-recorder';
import type { FaultContext, FaultImplementation } from './fault-implementations.ts';

/** A request that failed, in the words of the log, the incident and the response. */
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
export function faultLine(fault: FaultImplementation, { reason, latencyMs }: FaultFailure): string {
  return `${fault.code} route=${fault.route} reason=${reason} latency=${(latencyMs / 1000).toFixed(2)}`;
}
