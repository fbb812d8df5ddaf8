import { z } from '@hono/zod-openapi';
import { commitOf } from '../../domain/commit-of.ts';
import type { DiscoveredFault } from '../../domain/discovered.ts';
import type { Occurrence } from '../../domain/incident.ts';
import { Recording } from '../../domain/recording.ts';
import type { ServiceRecord } from '../../domain/service.ts';
import type { FaultDefinition } from '../../domain/service-definition.ts';

/** Longer than any request takes, in milliseconds: what is more is cut to it. */
const LONGEST_MS = 86_400_000;
/** How far the clock of a service may be ahead, in milliseconds. */
const AHEAD_MS = 2 * 3_600_000;
/** Before any service was recorded. */
const EARLIEST = Date.UTC(2000);

/** What a recorder sends of one failing request. */
export const RecordingBody = z.object(Recording.shape).openapi('Recording');
export type RecordingBody = Recording;

/**
 * A recording as an occurrence.
 * @param declared the declared fault that it shows; null: the service declares none of this code
 * @param discovered the fault that it shows where none is declared
 */
export function toOccurrence(
  recording: Recording,
  service: ServiceRecord,
  faultCode: string,
  declared: FaultDefinition | null,
  discovered: DiscoveredFault | null,
): Occurrence & { at: Date } {
  const {
    release,
    at,
    request,
    logLine,
    reason,
    latencyMs,
    errorClass,
    message,
    sqlstate,
    stack,
    trace,
    key,
  } = recording;
  return {
    service: service.name,
    faultCode,
    faultType: declared?.type ?? (discovered ? `undeclared_${discovered.kind}` : 'declared'),
    severity: declared?.severity ?? discovered?.severity ?? 'medium',
    // A path of one request would say that each is another route.
    route: declared && request ? declared.route : recording.route,
    reason,
    logLine,
    latencyMs: Math.min(latencyMs, LONGEST_MS),
    errorClass,
    message,
    sqlstate,
    stack,
    trace,
    key,
    buildSha: release && (recording.source === 'recorder' ? release : commitOf(release)),
    at: timeOf(at),
  };
}

/** When it failed; now for a time that no clock can have shown. */
export function timeOf(at: string): Date {
  const time = Date.parse(at);
  return new Date(time >= EARLIEST && time <= Date.now() + AHEAD_MS ? time : Date.now());
}
