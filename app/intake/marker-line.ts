import type { Occurrence } from '../../domain/incident.ts';
import type { ServiceRecord } from '../../domain/service.ts';
import { declaredFaults } from '../briefing/read-state.ts';

/** Ends the line of a request that only verifies: it is not an occurrence. */
const VERIFICATION = 'verification=1';

/**
 * Reads a line such as `FAULT_X route=/x reason=timeout latency=3.00` (seconds) that begins with the marker of a fault.
 * A line may be cut anywhere after the marker; the defaults are the fault's route, `unknown`, and 0.
 * @param services those whose declared faults have markers
 * @returns null for every other line, and for the line of a verification
 */
export function occurrenceOf(line: string, services: readonly ServiceRecord[]): Occurrence | null {
  const text = line.trim();
  const found = faultOf(text, services);
  if (!found) return null;
  const { service, fault } = found;
  const words = text.slice(fault.logMarker.length).split(/\s+/).filter(Boolean);
  if (isVerification(words)) return null;
  const field = (name: string) => {
    const word = words.find((each) => each.startsWith(`${name}=`));
    return word?.slice(name.length + 1) || null;
  };
  const route = field('route');
  return {
    service: service.name,
    faultCode: fault.code,
    faultType: fault.type,
    severity: fault.severity,
    // The last word may be cut in its middle.
    route: route && words.length > 1 ? route : fault.route,
    reason: field('reason') ?? 'unknown',
    logLine: text,
    latencyMs: milliseconds(field('latency')),
  };
}

/** A marker ends with the line or a blank: one fault's marker may be the beginning of another's. */
function faultOf(text: string, services: readonly ServiceRecord[]) {
  return declaredFaults(services)
    .filter(({ fault: { logMarker } }) => text === logMarker || text.startsWith(`${logMarker} `))
    .sort((one, other) => other.fault.logMarker.length - one.fault.logMarker.length)[0];
}

function isVerification(words: string[]): boolean {
  if (words.includes(VERIFICATION)) return true;
  const last = words.at(-1);
  const afterLatency = words.at(-2)?.startsWith('latency=') ?? false;
  return last !== undefined && afterLatency && VERIFICATION.startsWith(last);
}

function milliseconds(seconds: string | null): number {
  return seconds && /^\d+(\.\d*)?$/.test(seconds) ? Number(seconds) * 1_000 : 0;
}
