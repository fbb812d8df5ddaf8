import { z } from '@hono/zod-openapi';
import type { UndeclaredFailure } from '../../domain/hello.ts';
import type { Occurrence } from '../../domain/incident.ts';
import type { ServiceRecord } from '../../domain/service.ts';
import type { FaultDefinition } from '../../domain/service-definition.ts';

/** Longest texts of a recording, in characters; the store keeps 16,000 of each. */
const LINE = 4_000;
const TEXT = 64_000;

/** W3C defines three: `traceparent`, `tracestate` and `baggage`. */
const MOST_HEADERS = 10;
/** Node itself takes at most 2,000. */
const MOST_REQUEST_HEADERS = 200;
/** Longer than any request takes, in milliseconds: what is more is cut to it. */
const LONGEST_MS = 86_400_000;
/** How far the clock of a service may be ahead, in milliseconds. */
const AHEAD_MS = 2 * 3_600_000;
/** Before any service was recorded. */
const EARLIEST = Date.UTC(2000);

const RecordedRequest = z.object({
  method: z.string().min(1).max(20),
  /** With its query. */
  path: z.string().startsWith('/').max(8_000),
  headers: z
    .record(z.string().max(200), z.string().max(16_000))
    .refine(
      (headers) => Object.keys(headers).length <= MOST_REQUEST_HEADERS,
      `at most ${MOST_REQUEST_HEADERS} headers`,
    )
    .default({}),
  /** Parsed where it is JSON, else the text; absent: none, or longer than the recorder keeps. */
  body: z.unknown().optional(),
});

/** What a recorder sends of one failing request. */
export const RecordingBody = z
  .object({
    service: z.string().min(1).max(63),
    /** The same key of the same service counts once. */
    key: z.string().min(1).max(100),
    /** Null: Suture finds the declared fault by the marker, the method and the route. */
    faultCode: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{2,79}$/, 'capital letters, digits and underscores')
      .nullable()
      .default(null),
    /** The failing request, without what is secret. */
    request: RecordedRequest.nullable().default(null),
    /** What it was answered; null when it had no answer. */
    status: z.int().min(100).max(599).nullable().default(null),
    /** Who reports it: the recorder inside the service, or what reads its log. */
    source: z.enum(['recorder', 'log']).default('recorder'),
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

/**
 * A recording as an occurrence.
 * @param fault the declared fault that it shows; null: the service declares none of the code that the recorder names
 */
export function toOccurrence(
  recording: RecordingBody,
  service: ServiceRecord,
  faultCode: string,
  fault: FaultDefinition | null,
): Occurrence {
  const { release, at, latencyMs, request, status, source, ...known } = recording;
  return {
    ...known,
    faultCode,
    // A path of one request would say that each is another route.
    route: fault && request ? fault.route : known.route,
    latencyMs: Math.min(latencyMs, LONGEST_MS),
    service: service.name,
    faultType: fault?.type ?? 'declared',
    severity: fault?.severity ?? 'medium',
    buildSha: release,
    at: timeOf(at),
  };
}

/** A recording of a failure that no fault declares. */
export function toUndeclared(recording: RecordingBody, service: ServiceRecord): UndeclaredFailure {
  const { request, status, key, errorClass, message, release, at } = recording;
  return {
    service: service.name,
    key,
    method: request?.method ?? 'GET',
    route: recording.route,
    status,
    errorClass,
    message,
    release,
    at: timeOf(at),
    recording: { ...recording },
  };
}

/** When it failed; now for a time that no clock can have shown. */
function timeOf(at: string): Date {
  const time = Date.parse(at);
  return new Date(time >= EARLIEST && time <= Date.now() + AHEAD_MS ? time : Date.now());
}
