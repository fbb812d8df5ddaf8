import type { Occurrence } from '../../domain/incident.ts';
import type { FaultDefinition, ServiceDefinition } from '../../domain/service-definition.ts';

/** Ends the line of a request that only verifies: it is no occurrence. */
const VERIFICATION = 'verification=1';

/**
 * What a line such as `FAULT_X route=/x reason=timeout latency=3.00` (seconds) tells, the marker being the fault's own.
 * A line may be cut anywhere after the marker; what is missing then is the fault's route, `unknown`, and 0.
 * @returns null for every other line, that of a verification included
 */
export function occurrenceOf(line: string, service: ServiceDefinition): Occurrence | null {
  const text = line.trim();
  const fault = faultOf(text, service.faults);
  if (!fault) return null;
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

/** A marker is followed by a blank or by nothing: one fault's may be the beginning of another's. */
function faultOf(text: string, faults: FaultDefinition[]): FaultDefinition | undefined {
  return faults
    .filter(({ logMarker }) => text === logMarker || text.startsWith(`${logMarker} `))
    .sort((one, other) => other.logMarker.length - one.logMarker.length)[0];
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
