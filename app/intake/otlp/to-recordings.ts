import { Recording } from '../../../domain/recording.ts';
import type { ServiceRecord } from '../../../domain/service.ts';
import { classOfStack } from '../../../platform/parse-stack.ts';
import { clockTime, hashed } from '../kept-id.ts';
import { type Attributes, LogExport, type Span, TraceExport } from './export-schema.ts';
import { requestOf } from './request-of.ts';

const LONGEST = { line: 2_000, message: 16_000, stack: 32_000, name: 200 };
/** `ERROR` of https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber; below it nothing failed. */
const ERROR = 17;
/** `SPAN_KIND_SERVER` */
const SERVER = 2;
/** What names a commit among the attributes of a resource. */
const RELEASES = ['vcs.ref.head.revision', 'service.commit', 'deployment.commit', 'service.version'];

/** An exception, or a server span that answered with an error and shows none. */
interface Found {
  traceId: string;
  spanId: string;
  at: number | null;
  /** Of the exception; empty: there is none. */
  exception: Attributes;
  /** Of the span of the request, else of the span or the record itself. */
  request: Attributes;
  latencyMs: number;
  resource: Attributes;
}

/** The failures of an export of spans. Exceptions of requests that were answered below 500 were handled. */
export function failuresOfTraces(body: unknown, service: ServiceRecord): Recording[] {
  const found: Found[] = [];
  for (const { resource, scopeSpans } of TraceExport.parse(body).resourceSpans) {
    const spans = scopeSpans.flatMap((scope) => scope.spans);
    const servers = new Map(spans.filter(isServer).map((span) => [span.traceId, span]));
    const failed = new Set<string>();
    for (const span of spans) {
      const server = servers.get(span.traceId);
      for (const event of span.events.filter(({ name }) => name === 'exception')) {
        failed.add(span.traceId);
        found.push({
          ...of(span, server, resource),
          at: event.timeUnixNano ?? null,
          exception: event.attributes,
        });
      }
    }
    for (const span of servers.values()) {
      const isSilent = Number(statusOf(span.attributes)) >= 500 && !failed.has(span.traceId);
      if (isSilent)
        found.push({ ...of(span, span, resource), at: span.endTimeUnixNano ?? null, exception: {} });
    }
  }
  return found.flatMap((each) => toRecording(each, service) ?? []);
}

/** The failures of an export of log records: those with an exception. */
export function failuresOfLogs(body: unknown, service: ServiceRecord): Recording[] {
  return LogExport.parse(body).resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs
      .flatMap((scope) => scope.logRecords)
      .filter(({ attributes, severityNumber }) => {
        const isException =
          attributes['exception.type'] !== undefined || attributes['exception.message'] !== undefined;
        return isException && (!severityNumber || severityNumber >= ERROR);
      })
      .flatMap((record) => {
        const at = record.timeUnixNano ?? record.observedTimeUnixNano ?? null;
        const { traceId, spanId, attributes } = record;
        const found = {
          traceId,
          spanId,
          at,
          exception: attributes,
          request: attributes,
          latencyMs: 0,
          resource,
        };
        return toRecording(found, service) ?? [];
      }),
  );
}

function isServer({ kind }: Span): boolean {
  return kind === SERVER || kind === 'SPAN_KIND_SERVER';
}

function of(span: Span, server: Span | undefined, resource: Attributes): Omit<Found, 'at' | 'exception'> {
  const { traceId, spanId } = span;
  const { startTimeUnixNano: from, endTimeUnixNano: to, attributes } = server ?? span;
  const latencyMs = from && to && to > from ? to - from : 0;
  return { traceId, spanId, request: attributes, latencyMs, resource };
}

function statusOf(attributes: Attributes): number | null {
  const status = Number(attributes['http.response.status_code'] ?? attributes['http.status_code']);
  return Number.isInteger(status) && status >= 100 && status <= 599 ? status : null;
}

function toRecording(found: Found, service: ServiceRecord): Recording | null {
  const { traceId, spanId, exception, resource } = found;
  const status = statusOf(found.request);
  if (status !== null && status < 500) return null;
  const stack = exception['exception.stacktrace']?.slice(0, LONGEST.stack) || null;
  const given = exception['exception.type']?.slice(0, LONGEST.name) || null;
  // OpenTelemetry reports the code of an error in place of its class, where it has one.
  const isCode = given !== null && !/[a-z]/.test(given);
  const errorClass = (isCode && stack !== null ? classOfStack(stack) : null) ?? given;
  const message = exception['exception.message'] ?? '';
  const { request, route } = requestOf(found.request);
  const hasTrace = /^[0-9a-f]{32}$/.test(traceId) && !/^0+$/.test(traceId);
  // A span and the one around it report the same exception, and so does a log record.
  const which = [given, message, stack?.split('\n').find((line) => /^\s*at /.test(line)) ?? ''];
  const time = clockTime(found.at);
  return Recording.parse({
    service: service.name,
    key: hashed(JSON.stringify(hasTrace ? [traceId, ...which] : [time, spanId, ...which])),
    source: 'otlp',
    request,
    status,
    route,
    reason: errorClass ?? (status === null ? 'error' : `http_${status}`),
    logLine: (`${errorClass ? `${errorClass}: ` : ''}${message}`.split('\n', 1)[0] ?? '').slice(
      0,
      LONGEST.line,
    ),
    latencyMs: found.latencyMs,
    errorClass,
    message: message.slice(0, LONGEST.message),
    sqlstate: given !== null && /^(?=.*\d)[0-9A-Z]{5}$/.test(given) ? given : null,
    stack,
    release:
      RELEASES.map((name) => resource[name])
        .find(Boolean)
        ?.slice(0, LONGEST.name) ?? null,
    trace: hasTrace && /^[0-9a-f]{16}$/.test(spanId) ? { traceparent: `00-${traceId}-${spanId}-01` } : null,
    at: new Date(time).toISOString(),
  });
}
