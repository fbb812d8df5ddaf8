import type { IncomingHttpHeaders } from 'node:http';
import { bodyText } from '../domain/body-text.ts';
import { readBody, unmet } from '../domain/expectation.ts';
import { fillVariables } from '../domain/fill-variables.ts';
import { meantStatus } from '../domain/meant-status.ts';
import type { HttpProbe } from '../domain/service-definition.ts';
import { timeLimit } from '../platform/deadline.ts';
import { idleLimit, type Patience } from './patience.ts';
import { signaturesOf } from './replay/signatures.ts';
import type { RunResult } from './runs.ts';
import type { RunningService } from './start-service.ts';
import { traceIn, wordsOfPage } from './trace-in-answer.ts';

const WAITS_FOR_NOTHING = 'and the service waited neither for its database nor for an upstream';
/** Such as the marks around what was hidden; a header has none of them. */
const NOT_IN_HEADERS = /[^\t\x20-\x7e\x80-\xff]/g;
/** What is quoted of an error's sentence, in characters. */
const QUOTED = 400;

export interface HttpRun {
  probe: HttpProbe;
  service: RunningService;
  /** Index of the service's group. */
  group: number;
  /** Whether the request is marked as a verification, for which a service may log more. Others look like a user's. */
  marked: boolean;
  /** For how long a service that waits for nothing is waited for; absent: as long as the probe says. */
  patience?: Patience | undefined;
  signal: AbortSignal;
}

export interface ProbeAnswer {
  /** What it means: see {@link meantStatus}. */
  status: number;
  /** The status that was sent. */
  sent: number;
  body: unknown;
  headers: IncomingHttpHeaders;
}

/** Sends the probe's request once, `${NAME}` filled with the sandbox's own value. Rejects when there is no answer. */
export async function askProbe(
  { request }: Pick<HttpProbe, 'request'>,
  { ingress, variables, signed, observer }: RunningService,
  { marked, signal }: { marked: boolean; signal: AbortSignal },
): Promise<ProbeAnswer> {
  const filled = (text: string) => fillVariables(text, variables);
  const text = bodyText(request);
  const body = text === undefined ? undefined : filled(text);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      filled(value).replace(NOT_IN_HEADERS, '?'),
    ]),
  );
  const path = filled(request.path);
  if (signed.size > 0) {
    const came = signaturesOf({ path, headers, body });
    await observer.accept(came.filter(({ known }) => signed.has(known)));
  }
  const answer = await ingress.ask({
    method: request.method,
    path,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
      ...(marked ? { 'x-fault-verification': '1' } : {}),
    },
    body,
    signal,
  });
  const { status: sent, headers: carried } = answer;
  const given = readBody(answer.body);
  return { status: meantStatus({ status: sent, body: given }), sent, body: given, headers: carried };
}

/** Sends the probe's request once and compares the answer. Rejects only when the signal aborts. */
export async function runHttpProbe({
  probe,
  service,
  group,
  marked,
  patience,
  signal,
}: HttpRun): Promise<RunResult> {
  const startedAt = performance.now();
  const limit = timeLimit(probe.timeoutMs);
  const idle = patience ? idleLimit(patience) : null;
  const end = (result: Partial<RunResult>): RunResult => ({
    passed: false,
    group,
    startedAt,
    endedAt: performance.now(),
    status: null,
    reason: null,
    message: '',
    output: '',
    ...result,
  });
  try {
    const answer = await askProbe(probe, service, {
      marked,
      signal: AbortSignal.any([signal, limit, ...(idle ? [idle.signal] : [])]),
    });
    const { status, body: given } = answer;
    const wrong = unmet(probe.expect, answer, service.group.values);
    if (wrong === null) return end({ passed: true, status, body: given });
    // The error that comes with a wrong status explains more than its number.
    const { status: wanted = status } = probe.expect ?? {};
    const message = status === wanted ? wrong : `${status} instead of ${wanted}: ${errorIn(given)}`;
    return end({ status, reason: reasonIn(given), message, trace: traceIn(given) });
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return end({ message: `no answer within ${probe.timeoutMs} ms` });
    if (idle?.signal.aborted)
      return end({ message: `no answer within ${patience?.ms} ms, ${WAITS_FOR_NOTHING}` });
    return end({ message: `the connection broke: ${(error as Error).message}` });
  } finally {
    idle?.clear();
  }
}

/** The one word by which an answer names a failure, where it has one. */
export function reasonIn(body: unknown): string | null {
  const reason = (body as { reason?: unknown } | null)?.reason;
  return typeof reason === 'string' ? reason : null;
}

/** The sentence in an error's body, the first one of GraphQL's or tRPC's errors, or the body. */
export function errorIn(body: unknown): string {
  const { message, error, errors } = fieldsOf(Array.isArray(body) ? body.find(hasError) : body);
  const inner = fieldsOf(Array.isArray(errors) ? errors[0] : (fieldsOf(error).json ?? error));
  for (const text of [message, error, inner.message, body])
    if (typeof text === 'string') return wordsOfPage(text).slice(0, QUOTED);
  return (JSON.stringify(body) ?? '').slice(0, QUOTED);
}

function hasError(answer: unknown): boolean {
  const { error, errors } = fieldsOf(answer);
  return error !== undefined || errors !== undefined;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return (typeof value === 'object' && value ? value : {}) as Record<string, unknown>;
}
