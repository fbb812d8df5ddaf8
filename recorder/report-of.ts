import type { AskedSql } from './asked.ts';
import { messageOf } from './describe-error.ts';
import { kindOf } from './kind-of.ts';
import { framesOf, type Place } from './place-of.ts';
import type {
  EarlierRequest,
  FailureReport,
  RecordedError,
  RecordedRequest,
  RecordedResponse,
} from './recording.ts';
import { routeOf } from './route-of.ts';
import { stackOf } from './stack-of.ts';
import { readBody, toSteps } from './to-steps.ts';
import type { Underway } from './underway.ts';

/** Longest path of a request, in characters; Suture takes 8,000. */
const LONGEST_PATH = 4_000;
/** Longest value of a header, in characters, and most headers. */
const LONGEST_HEADER = 4_000;
const MOST_HEADERS = 100;
/** Errors and causes that are sent. */
const MOST_ERRORS = 10;

/** How a request ended: with an answer, with the end of the process, without an answer. */
export type Ending =
  | { how: 'answered'; status: number }
  | { how: 'crashed'; error: unknown }
  | { how: 'hangs'; reason: string; error?: unknown };

/** What is known of a request that failed, or of a good one. */
export function reportOf(
  one: Underway,
  ending: Ending,
  before: readonly Underway[],
  others: readonly Underway[] = [],
): FailureReport {
  const { request, log } = one;
  const status = statusOf(one, ending);
  const good = ending.how === 'answered' && ending.status < 500;
  const error = good ? null : errorOf(one, ending);
  const logged = log.trim();
  const truncated = new Set(one.truncated);
  if (one.sentBytes > 0 && one.sent.length === 0) truncated.add('body');
  return {
    faultCode: null,
    route: routeOf(one),
    reason: good ? 'good' : reasonOf(ending),
    logLine: logged,
    latencyMs: Math.round(performance.now() - one.since),
    error: error ?? new Unseen(logged.split('\n').at(-1) || textOfEnding(one, ending), placeIn(one, ending)),
    ...(error instanceof Error && { stack: stackOf(error, one.steps) }),
    trace: {
      traceparent: textOf(request.headers.traceparent),
      tracestate: textOf(request.headers.tracestate),
    },
    at: new Date(one.at),
    request: requestOf(one),
    status,
    kind: good ? 'error' : kindOf(one, ending.how, error),
    errors: good ? [] : errorsOf([error, ...[...one.errors].reverse()], ending.how !== 'crashed', one.steps),
    // GraphQL answers its failures by 200.
    response: responseOf(one, ending.how === 'answered' ? (one.response?.statusCode ?? status) : status),
    steps: toSteps(one.steps, one.since),
    before: [...before.map((each) => earlierOf(each)), ...others.map((each) => earlierOf(each, true))].sort(
      (a, b) => Date.parse(a.at) - Date.parse(b.at),
    ),
    truncated: [...truncated],
    good,
  };
}

/** A crash outside of any request. */
export function reportOfCrash(error: unknown): FailureReport {
  return {
    faultCode: null,
    route: '/',
    reason: 'crash',
    logLine: messageOf(error),
    latencyMs: 0,
    error,
    kind: 'crash',
    errors: errorsOf([error], false, []),
  };
}

/** The statements of a request whose tables have ids. */
export function statementsOf(ones: readonly Underway[]): AskedSql[] {
  return ones.flatMap(({ steps }) =>
    steps.filter(
      (step): step is AskedSql => step.kind === 'sql' && step.fields.some(({ tableID }) => tableID > 0),
    ),
  );
}

export function errorOf(one: Underway, ending: Ending): unknown {
  if (ending.how !== 'answered' && ending.error) return ending.error;
  return one.thrown ?? one.logged ?? one.refused;
}

/** What the client got: a service may answer, and end afterwards. */
function statusOf({ status, response }: Underway, ending: Ending): number | null {
  if (ending.how === 'answered') return ending.status;
  if (ending.how === 'hangs') return null;
  return status ?? (response?.headersSent ? response.statusCode : null);
}

/** Where the code answered; without an answer where it asked for what it waits for, else for what it was given last. */
function placeIn({ answeredAt, steps }: Underway, { how }: Ending): Place | null {
  if (how !== 'hangs') return answeredAt;
  const waits = steps.findLast(({ ended }) => ended === null) ?? steps.at(-1);
  return waits?.place ?? null;
}

function reasonOf(ending: Ending): string {
  if (ending.how === 'answered') return `status_${ending.status}`;
  return ending.how === 'crashed' ? 'crash' : ending.reason;
}

function textOfEnding({ request, url }: Underway, ending: Ending): string {
  const name = `${request.method} ${url}`;
  return ending.how === 'answered' ? `${name} answered ${ending.status}` : `${name} has no answer`;
}

function requestOf(one: Underway): RecordedRequest {
  const { url } = one;
  const { method = 'GET', headers } = one.request;
  const body = readBody({ chunks: one.sent, bytes: one.sentBytes }, headers);
  return {
    method,
    path: (url.startsWith('/') ? url : `/${url}`).slice(0, LONGEST_PATH),
    headers: headersOf(headers),
    ...(body !== undefined && { body }),
  };
}

function responseOf(one: Underway, status: number | null): RecordedResponse | null {
  if (status === null) return null;
  const headers = headersOf(one.response?.getHeaders() ?? {});
  const body = readBody({ chunks: one.answered, bytes: one.answeredBytes }, headers);
  return { status, headers, ...(body !== undefined && { body }) };
}

function earlierOf(one: Underway, byOther = false): EarlierRequest {
  return {
    request: requestOf(one),
    at: new Date(one.at).toISOString(),
    took: one.took,
    steps: toSteps(one.steps, one.since),
    ...(byOther && { byOther: true }),
  };
}

function headersOf(headers: Record<string, unknown>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers).slice(0, MOST_HEADERS)) {
    if (value === undefined) continue;
    kept[name.slice(0, 200)] = (Array.isArray(value) ? value.join(', ') : String(value)).slice(
      0,
      LONGEST_HEADER,
    );
  }
  return kept;
}

/** Errors with their causes, each once. */
function errorsOf(given: readonly unknown[], handled: boolean, steps: Underway['steps']): RecordedError[] {
  const seen = new Set<unknown>();
  const queue = [...given];
  const found: RecordedError[] = [];
  while (queue.length > 0 && found.length < MOST_ERRORS) {
    const error = queue.shift();
    if (!(error instanceof Error) || seen.has(error)) continue;
    seen.add(error);
    found.push({ class: error.name, message: messageOf(error), stack: stackOf(error, steps), handled });
    queue.unshift(error.cause, ...(error instanceof AggregateError ? error.errors : []));
  }
  return found;
}

/** In place of an error that the service handled without showing it; its stack leads to the place of the answer. */
class Unseen extends Error {
  override name = 'UnseenError';

  constructor(message: string, place: Place | null) {
    super(message);
    if (place) this.stack = `UnseenError: ${message}\n${framesOf(place)}`;
    else delete this.stack;
  }
}

function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
