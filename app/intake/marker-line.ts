import type { Occurrence } from '../../domain/incident.ts';
import type { ServiceRecord } from '../../domain/service.ts';
import { findMarker, type Marked } from './find-marker.ts';
import { unwrapLine } from './unwrap-line.ts';

/** Ends the line of a request that only verifies: it is not an occurrence. */
const VERIFICATION = 'verification=1';
/** A request that took longer than a day is a number that somebody wrote wrong, in milliseconds. */
const LONGEST_MS = 86_400_000;

/**
 * Reads a log event with a line such as `FAULT_X route=/x reason=timeout latency=3.00` (seconds) that begins with the
 * marker of a fault, behind any text that a logger or a container puts before it. A line may be cut anywhere after the marker;
 * the defaults are the fault's route, `unknown`, and 0.
 * @param services those whose declared faults have markers
 * @returns null for every other event, and for the line of a verification; an event counts once, with any text that it quotes
 */
export function occurrenceOf(event: string, services: readonly ServiceRecord[]): Occurrence | null {
  for (const text of unwrapLine(event)) {
    const found = findMarker(text, services);
    if (found) return read(found);
  }
  return null;
}

function read({ service, fault, line }: Marked): Occurrence | null {
  const words = line
    .slice(fault.logMarker.length)
    .split(/\s+/)
    // What a logger closes around the line.
    .map((word) => word.replace(/["'`\\\])}>,;]+$/, ''))
    .filter(Boolean);
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
    logLine: line,
    latencyMs: milliseconds(field('latency')),
  };
}

function isVerification(words: string[]): boolean {
  if (words.includes(VERIFICATION)) return true;
  const last = words.at(-1);
  const afterLatency = words.at(-2)?.startsWith('latency=') ?? false;
  return last !== undefined && afterLatency && VERIFICATION.startsWith(last);
}

function milliseconds(seconds: string | null): number {
  const value = seconds && /^\d+(\.\d*)?$/.test(seconds) ? Number(seconds) * 1_000 : 0;
  return value <= LONGEST_MS ? value : 0;
}
