import { isShallow } from '../../../domain/is-shallow.ts';
import { Recording } from '../../../domain/recording.ts';
import type { ServiceRecord } from '../../../domain/service.ts';
import { clockTime, hashed } from '../kept-id.ts';
import type { SentryEvent, SentryException } from './event.ts';
import { requestOf } from './request-of.ts';

/** Longest texts that are kept, in characters. */
const LONGEST = { line: 2_000, message: 16_000, stack: 32_000, name: 200, place: 900 };
/** Levels of messages that say that something failed. */
const FAILED = /^(?:error|fatal|critical)$/;
const NOT_FAILED = /^(?:debug|info|log)$/;

/**
 * An event of a Sentry SDK as a recording.
 * @returns null: it is no failure, such as a message of the level `info`
 */
export function toRecording(event: SentryEvent, service: ServiceRecord, id: string): Recording | null {
  const exceptions = [...(event.exception ?? [])].reverse();
  const [thrown] = exceptions;
  const level = event.level ?? 'error';
  if (thrown ? NOT_FAILED.test(level) : !FAILED.test(level)) return null;
  const message = thrown ? textOf(thrown.value) : messageOf(event);
  if (!thrown && message === '') return null;
  const { request, route } = requestOf(event);
  const errors = exceptions.slice(0, 20).map((each) => ({
    class: each.type?.slice(0, LONGEST.name) ?? null,
    message: textOf(each.value).slice(0, LONGEST.message),
    stack: stackOf(each),
    handled: each.mechanism?.handled ?? null,
  }));
  const errorClass = errors[0]?.class ?? null;
  const trace = event.contexts?.trace;
  return Recording.parse({
    service: service.name,
    key: (event.event_id && /^[0-9a-f-]{32,36}$/i.test(event.event_id) ? event.event_id : hashed(id))
      .replaceAll('-', '')
      .toLowerCase()
      .slice(0, 90),
    kind: kindOf(thrown),
    source: 'sentry',
    request,
    status: statusOf(event.contexts?.response?.status_code),
    route,
    reason: errorClass || 'error',
    logLine:
      `${errorClass ? `${errorClass}: ` : ''}${message}`.split('\n', 1)[0]?.slice(0, LONGEST.line) ?? '',
    latencyMs: 0,
    errorClass,
    message: message.slice(0, LONGEST.message),
    stack: errors[0]?.stack ?? null,
    errors,
    release: event.release?.slice(0, LONGEST.name) || null,
    trace: isTrace(trace) ? { traceparent: `00-${trace.trace_id}-${trace.span_id}-01` } : null,
    at: timeOf(event.timestamp),
  });
}

function messageOf({ message, logentry }: SentryEvent): string {
  if (typeof message === 'string') return message;
  return message?.formatted ?? message?.message ?? logentry?.formatted ?? logentry?.message ?? '';
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null || !isShallow(value) ? '' : (JSON.stringify(value) ?? '');
}

/** By the integrations that report what nothing caught, and an event loop that does not answer. */
function kindOf(thrown: SentryException | undefined): Recording['kind'] {
  const type = thrown?.mechanism?.type ?? '';
  if (/anr|event_?loop_?block|app_?hang/i.test(type)) return 'hang';
  const isUncaught = thrown?.mechanism?.handled === false && /onuncaught|onunhandled|excepthook/i.test(type);
  return isUncaught ? 'crash' : 'error';
}

/** The stack as an engine writes it, the throwing frame first. */
function stackOf({ type, value, stacktrace }: SentryException): string | null {
  if (!stacktrace || stacktrace.frames.length === 0) return null;
  const head = `${type ?? 'Error'}: ${textOf(value)}`.split('\n', 1)[0]?.slice(0, LONGEST.line);
  const lines = [...stacktrace.frames]
    .reverse()
    .map(({ filename, abs_path, module, function: name, lineno, colno }) => {
      const isWhole = filename && /^(?:[/\\]|[a-z]:[/\\]|[a-z-]+:)/i.test(filename);
      const file = oneLine((isWhole ? filename : abs_path || filename) || module || '<anonymous>');
      const place = `${file}:${Math.max(0, Math.trunc(lineno ?? 0))}:${Math.max(0, Math.trunc(colno ?? 0))}`;
      return `    at ${oneLine(name || '<anonymous>').replace(/[()]/g, '')} (${place})`;
    });
  return [head, ...lines].join('\n').slice(0, LONGEST.stack);
}

function oneLine(text: string): string {
  return text.slice(0, LONGEST.place).replace(/\s+/g, ' ');
}

function statusOf(status: number | null | undefined): number | null {
  return Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 599 ? Number(status) : null;
}

function isTrace(
  trace: { trace_id?: string | null; span_id?: string | null } | null | undefined,
): trace is { trace_id: string; span_id: string } {
  return /^[0-9a-f]{32}$/.test(trace?.trace_id ?? '') && /^[0-9a-f]{16}$/.test(trace?.span_id ?? '');
}

function timeOf(timestamp: string | number | null | undefined): string {
  const text =
    typeof timestamp === 'string' && !/[Zz]|[+-]\d\d:?\d\d$/.test(timestamp) ? `${timestamp}Z` : timestamp;
  const time = typeof text === 'number' ? text * 1_000 : Date.parse(text ?? '');
  return new Date(clockTime(time)).toISOString();
}
