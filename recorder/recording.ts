import { randomUUID } from 'node:crypto';
import { messageOf, sqlstateOf } from './describe-error.ts';

/** One failing request, as the service reports it. */
export interface FailureReport {
  /** The code of a fault that the service's `suture.yaml` declares; null: Suture finds it by the request. */
  faultCode: string | null;
  /** The path of the route, such as `/orders`. */
  route: string;
  /** Why it failed, one word. */
  reason: string;
  /** The line that went to the log. */
  logLine: string;
  latencyMs: number;
  /** What was thrown. */
  error: unknown;
  /** Its stack where that is another than the error has. */
  stack?: string | null;
  /** The trace of the request, as W3C headers by name; the repair continues it. */
  trace?: Record<string, string | undefined> | null;
  /** When it failed; absent: now. */
  at?: Date;
  /** The failing request, without what is secret. */
  request?: RecordedRequest | null;
  /** What it was answered; absent or null: nothing. */
  status?: number | null;
  /** `log`: it was seen in the service's log. */
  source?: 'recorder' | 'log';
  kind?: FailureKind;
  /** The error with its causes, newest first. */
  errors?: RecordedError[];
  response?: RecordedResponse | null;
  steps?: Step[];
  before?: EarlierRequest[];
  truncated?: string[];
  /** It is a good request, kept to compare with. */
  good?: boolean;
  /** Further failures of the same kind that this one stands for. */
  repeated?: number;
}

/** How it failed: with an error, by an end of the process, without an answer, or because something ran out. */
export type FailureKind = 'error' | 'crash' | 'hang' | 'exhaustion';

export interface RecordedError {
  class: string | null;
  message: string;
  stack: string | null;
  /** Null: it is not known whether the service caught it. */
  handled: boolean | null;
}

export interface RecordedResponse {
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

/** Another request that was under way at the same time. */
export interface EarlierRequest {
  request: RecordedRequest;
  at: string;
  /** Milliseconds until its answer; null: it has none yet. */
  took?: number | null;
  steps: Step[];
  /** Of another caller, as far as is known. */
  byOther?: true;
}

interface When {
  /** Milliseconds since the request began, and until the answer; of one without an answer, until it was recorded. */
  at: number;
  took: number;
}

export interface SqlStep extends When {
  kind: 'sql';
  /** Absent: PostgreSQL. */
  database?: 'mysql';
  text: string;
  values: unknown[];
  command: string | null;
  rowCount: number | null;
  fields: { name: string; tableID: number; columnID: number; dataTypeID: number }[];
  rows: Record<string, unknown>[];
  /** The names behind the ids of `fields`. */
  tables: Record<string, DescribedTable>;
  error: ({ code: string | null; message: string } & Record<string, unknown>) | null;
}

export interface DescribedTable {
  schema: string;
  name: string;
  columns: Record<string, string>;
}

export interface RedisStep extends When {
  kind: 'redis';
  command: string;
  args: string[];
  reply: unknown;
  error: string | null;
}

export interface HttpStep extends When {
  kind: 'http';
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody?: unknown;
  status: number | null;
  responseHeaders: Record<string, string>;
  responseBody?: unknown;
  error: string | null;
}

/** What the code of a request asked outside of itself, and what it was answered. */
export type Step = SqlStep | RedisStep | HttpStep;

export interface RecordedRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  /** Parsed where it is JSON, else the text; absent: none, or too long to keep. */
  body?: unknown;
}

/** What is sent, and what the spool keeps. */
export interface Recording {
  service: string;
  /** Idempotency: a recording with the same key is counted once. */
  key: string;
  faultCode: string | null;
  route: string;
  reason: string;
  logLine: string;
  latencyMs: number;
  errorClass: string | null;
  message: string;
  sqlstate: string | null;
  stack: string | null;
  release: string | null;
  trace: Record<string, string> | null;
  /** ISO 8601 in UTC. */
  at: string;
  request: RecordedRequest | null;
  status: number | null;
  source: 'recorder' | 'log';
  kind: FailureKind;
  errors: RecordedError[];
  response: RecordedResponse | null;
  steps: Step[];
  before: EarlierRequest[];
  environmentNames: string[];
  pseudonyms: boolean;
  truncated: string[];
  good: boolean;
  repeated: number;
}

/** Characters that a field may have; with these a recording stays below 64 KiB in any language. */
const LONGEST = { name: 200, route: 500, trace: 600, logLine: 2_000, message: 4_000, stack: 8_000 };

/** @param release the commit that runs, or null when it is unknown */
export function toRecording(report: FailureReport, service: string, release: string | null): Recording {
  const { error, trace } = report;
  const thrown = error instanceof Error ? error : null;
  const stack = report.stack ?? thrown?.stack;
  return {
    service,
    key: randomUUID(),
    faultCode: report.faultCode,
    route: clip(report.route, LONGEST.route),
    reason: clip(report.reason || 'unknown', LONGEST.name),
    logLine: clip(report.logLine, LONGEST.logLine),
    latencyMs: report.latencyMs,
    errorClass: thrown ? clip(thrown.name, LONGEST.name) : null,
    message: clip(messageOf(error), LONGEST.message),
    sqlstate: sqlstateOf(error),
    stack: stack ? clip(stack, LONGEST.stack) : null,
    release: release && clip(release, LONGEST.name),
    trace: traceHeaders(trace ?? {}),
    at: (report.at ?? new Date()).toISOString(),
    request: report.request ?? null,
    status: report.status ?? null,
    source: report.source ?? 'recorder',
    kind: report.kind ?? 'error',
    errors: report.errors ?? [],
    response: report.response ?? null,
    steps: report.steps ?? [],
    before: report.before ?? [],
    environmentNames: [],
    pseudonyms: false,
    truncated: report.truncated ?? [],
    good: report.good ?? false,
    repeated: report.repeated ?? 0,
  };
}

/** https://www.w3.org/TR/trace-context */
const TRACE_HEADERS = ['traceparent', 'tracestate'];

/** The trace headers among these, or null when the request came without a trace. */
function traceHeaders(given: Record<string, string | undefined>): Record<string, string> | null {
  const found: Record<string, string> = {};
  for (const name of TRACE_HEADERS) {
    const value = given[name];
    // A longer one is not from a tracer that follows the standard: 512 characters suffice there.
    if (value && value.length <= LONGEST.trace) found[name] = value;
  }
  return found.traceparent ? found : null;
}

const TEXTS = ['service', 'key', 'route', 'reason', 'logLine', 'message', 'at'] as const;
const TEXTS_OR_NULL = ['faultCode', 'errorClass', 'sqlstate', 'stack', 'release'] as const;

/**
 * Reads a file of the spool.
 * @throws SyntaxError when the text is not JSON or not a recording; the message names the field
 */
export function parseRecording(text: string): Recording {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new SyntaxError('not a JSON object');
  const fields = value as Record<string, unknown>;
  for (const name of TEXTS) {
    if (typeof fields[name] !== 'string') throw new SyntaxError(`${name}: not a string`);
  }
  for (const name of TEXTS_OR_NULL) {
    if (fields[name] !== null && typeof fields[name] !== 'string') {
      throw new SyntaxError(`${name}: neither a string nor null`);
    }
  }
  if (typeof fields.latencyMs !== 'number') throw new SyntaxError('latencyMs: not a number');
  if (typeof fields.trace !== 'object') throw new SyntaxError('trace: neither an object nor null');
  return value as Recording;
}

function clip(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
