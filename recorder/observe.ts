import { messageOf } from './describe-error.ts';
import { parseDsn } from './dsn.ts';
import { findRelease } from './find-release.ts';
import { createHello } from './hello.ts';
import { maskRoute } from './mask-route.ts';
import { createRecorder } from './recorder.ts';
import type { FailureReport, RecordedRequest } from './recording.ts';
import { redactBody, redactHeaders, redactPath } from './redact.ts';
import { bodyOf, guarded, type Underway, watchConsole, watchRequests } from './requests.ts';

type Environment = Record<string, string | undefined>;

/** Longest path of a request, in characters; Suture takes 8,000. */
const LONGEST_PATH = 4_000;
/** Requests with this header only verify a fix, and are not failures. */
const VERIFICATION = 'x-fault-verification';

/** Set once a process is observed: a preload may be named twice. */
const OBSERVED = Symbol.for('suture-recorder.observed');

/**
 * Observes the HTTP servers of this process without a change of its code: each answer of 5xx, and each crash while a request
 * is under way, is sent to Suture. Does nothing without `SUTURE_DSN`. Never throws, never waits.
 */
export function observe(environment: Environment): void {
  const own = globalThis as { [OBSERVED]?: boolean };
  if (own[OBSERVED] || !environment.SUTURE_DSN) return;
  own[OBSERVED] = true;
  try {
    start(environment, environment.SUTURE_DSN);
  } catch (error) {
    process.stderr.write(`Suture records nothing: ${messageOf(error)}\n`);
  }
}

function start(environment: Environment, dsn: string): void {
  const destination = parseDsn(dsn);
  const release = findRelease(environment, process.cwd());
  const recorder = createRecorder({ dsn, release, spoolFolder: environment.SUTURE_SPOOL });
  const hello = createHello(destination, release, () => void recorder.start());
  const watch = watchRequests((one, status) => {
    if (one.request.headers[VERIFICATION] !== undefined) return;
    hello.count(one.request.method ?? 'GET', maskRoute(one.request.url ?? '/'));
    if (status >= 500) void recorder.record(reportOf(one, status, one.error));
  });
  watchConsole(watch);
  process.on('uncaughtExceptionMonitor', (error) => {
    guarded(() => {
      const one = watch.current() ?? [...watch.underway].at(-1);
      if (one && watch.underway.has(one)) recorder.keepForNext(reportOf(one, null, error));
    });
  });
}

function reportOf(one: Underway, status: number | null, error: unknown): FailureReport {
  const { request, since, log } = one;
  const { traceparent, tracestate } = request.headers;
  const logged = log.trim().split('\n').at(-1) ?? '';
  const failed = error ?? new Unseen(logged || `${request.method} ${request.url} answered ${status}`);
  return {
    faultCode: null,
    route: maskRoute(request.url ?? '/'),
    reason: status === null ? 'crash' : `status_${status}`,
    logLine: log.trim(),
    latencyMs: Math.round(performance.now() - since),
    error: failed,
    trace: { traceparent: textOf(traceparent), tracestate: textOf(tracestate) },
    request: requestOf(one),
    status,
  };
}

function requestOf(one: Underway): RecordedRequest {
  const { method = 'GET', url = '/', headers } = one.request;
  const body = bodyOf(one);
  return {
    method,
    path: redactPath(url.startsWith('/') ? url : `/${url}`, LONGEST_PATH),
    headers: redactHeaders(headers),
    ...(body !== null && { body: redactBody(body, headers['content-type'] ?? '') }),
  };
}

/** In place of an error that the service handled without showing it. */
class Unseen extends Error {
  override name = 'UnseenError';
  override stack = undefined;
}

function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
