import { z } from '@hono/zod-openapi';
import type { Occurrence } from '../../domain/incident.ts';
import type { ServiceRecord } from '../../domain/service.ts';
import { findFault } from '../briefing/read-state.ts';

/** Longest texts of a recording, in characters; the store keeps 16,000 of each. */
const LINE = 4_000;
const TEXT = 64_000;

/** W3C defines three: `traceparent`, `tracestate` and `baggage`. */
const MOST_HEADERS = 10;
/** Longer than any request takes, in milliseconds: what is more is cut to it. */
const LONGEST_MS = 86_400_000;
/** How far the clock of a service may be ahead, in milliseconds. */
const AHEAD_MS = 2 * 3_600_000;
/** Before any service was recorded. */
const EARLIEST = Date.UTC(2000);

/** What a recorder sends of one failing request. */
export const RecordingBody = z
  .object({
    service: z.string().min(1).max(63),
    /** The same key of the same service counts once. */
    key: z.string().min(1).max(100),
    faultCode: z.string().regex(/^[A-Z][A-Z0-9_]{2,79}$/, 'capital letters, digits and underscores'),
    route: z.string().startsWith('/').max(2_000),
    reason: z.string().min(1).max(1_000),
    logLine: z.string().max(LINE),
    latencyMs: z.number().nonnegative(),
    errorClass: z.string().max(200).nullable().default(null),
    message: z.string().max(TEXT).default(''),
    sqlstate: z.string().max(5).nullable().default(null),
    stack: z.string().max(TEXT).nullable().default(null),
    /** The commit of the release that failed. */
    release: z.string().max(200).nullable().default(null),
    /** W3C trace headers of the request, by name. */
    trace: z
      .record(z.string().max(100), z.string().max(1_000))
      .refine((headers) => Object.keys(headers).length <= MOST_HEADERS, `at most ${MOST_HEADERS} headers`)
      .nullable()
      .default(null),
    /** When it failed. */
    at: z.iso.datetime({ offset: true }),
  })
  .openapi('Recording');
export type RecordingBody = z.infer<typeof RecordingBody>;

/** A recording as an occurrence; type and severity come from the service's definition where it declares the fault. */
export function toOccurrence(recording: RecordingBody, service: ServiceRecord): Occurrence {
  const { release, at, latencyMs, ...known } = recording;
  const fault = findFault([service], service.name, recording.faultCode);
  return {
    ...known,
    latencyMs: Math.min(latencyMs, LONGEST_MS),
    service: service.name,
    faultType: fault?.type ?? 'declared',
    severity: fault?.severity ?? 'medium',
    buildSha: release,
    at: timeOf(at),
  };
}

/** When it failed; now for a time that no clock can have shown. */
function timeOf(at: string): Date {
  const time = Date.parse(at);
  return new Date(time >= EARLIEST && time <= Date.now() + AHEAD_MS ? time : Date.now());
}
