import { isDeepStrictEqual } from 'node:util';
import type { HttpProbe } from '../domain/service-definition.ts';
import type { RunResult } from './runs.ts';
import type { RunningService } from './service.ts';
import { fillIn } from './values.ts';

/** What is quoted of an answer, in characters. */
const QUOTED = 400;

/** Sends the probe's request once and compares the answer. Rejects only when the signal aborts. */
export async function runHttpProbe(
  probe: HttpProbe,
  service: RunningService,
  group: number,
  signal: AbortSignal,
): Promise<RunResult> {
  const startedAt = performance.now();
  const { request, expect } = probe;
  const limit = AbortSignal.timeout(probe.timeoutMs);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
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
    const answer = await service.door.ask({
      method: request.method,
      path: request.path,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
        'x-fault-verification': '1',
      },
      body,
      signal: AbortSignal.any([signal, limit]),
    });
    const given = parse(answer.body);
    const { status } = answer;
    if (status !== expect.status) {
      const message = `${status} instead of ${expect.status}: ${say(given)}`;
      return end({ status, reason: reasonIn(given), message });
    }
    const wanted = fillIn(expect.body, service.group.values);
    if (expect.body !== undefined && !isDeepStrictEqual(given, wanted)) {
      return end({
        status,
        reason: reasonIn(given),
        message: `answered ${quote(given)}, expected ${quote(wanted)}`,
      });
    }
    return end({ passed: true, status });
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return end({ message: `no answer within ${probe.timeoutMs} ms` });
    return end({ message: `the connection broke: ${(error as Error).message}` });
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function reasonIn(body: unknown): string | null {
  const reason = (body as { reason?: unknown } | null)?.reason;
  return typeof reason === 'string' ? reason : null;
}

/** The sentence in an error's body, or the body. */
function say(body: unknown): string {
  const { message, error } = (typeof body === 'object' && body ? body : {}) as Record<string, unknown>;
  for (const text of [message, error]) if (typeof text === 'string') return text.slice(0, QUOTED);
  return quote(body);
}

function quote(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')).slice(0, QUOTED);
}
