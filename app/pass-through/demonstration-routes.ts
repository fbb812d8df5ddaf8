import { type Context, Hono } from 'hono';
import { proxy } from 'hono/proxy';
import { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';
import { IncidentId } from '../../domain/incident.ts';
import { awaitsDefinition, definitionUnread, type ServiceRecord } from '../../domain/service.ts';
import { timeLimit } from '../../platform/deadline.ts';
import { declaredFaults } from '../briefing/read-state.ts';
import type { AppParts } from '../parts.ts';

/** Routes below this belong to the demonstration. */
export const DEMONSTRATION = '/test-fault/';
/** How long a release may take to answer, in milliseconds: the slowest fault ends after 10 s. */
const TIMEOUT_MS = 60_000;

const Failure = z.object({ incident_id: IncidentId.nullable() });

export interface PassThroughParts extends Pick<AppParts, 'store' | 'tracing'> {
  timeoutMs?: number;
}

/**
 * `/test-fault/*`: sends each request on to the attached service that declares a fault with a route below it, and
 * returns the answer unchanged. Errors: `no_demonstration`, `definition_missing`, `release_unreachable`, `release_timeout`.
 */
export function createPassThrough({ store, tracing, timeoutMs = TIMEOUT_MS }: PassThroughParts): Hono {
  return new Hono().all(`${DEMONSTRATION}*`, async (c) => {
    const services = await store.listServices();
    const service = demonstrationOf(services);
    if (!service?.url) {
      const unread = services.find(awaitsDefinition);
      if (unread) throw definitionUnread(unread.name);
      throw new SutureError(
        'no_demonstration',
        `No attached service declares a fault with a route below ${DEMONSTRATION}. Start the demonstration, or attach it: suture attach.`,
        { benign: true },
      );
    }
    const { pathname, search } = new URL(c.req.url);
    const url = new URL(pathname + search, service.url);
    const answer = await send(c, url, service.name, tracing.context() ?? {}, timeoutMs);
    const incidentId = await incidentOf(answer);
    if (incidentId) c.set('incidentId', incidentId);
    return answer;
  });
}

function demonstrationOf(services: ServiceRecord[]): ServiceRecord | null {
  const declared = declaredFaults(services).find(({ fault }) => fault.route.startsWith(DEMONSTRATION));
  return declared?.service ?? null;
}

/** The incident that a failed request belongs to, for the log line; null when the answer names none. */
async function incidentOf(answer: Response): Promise<string | null> {
  const isJson = answer.headers.get('content-type')?.startsWith('application/json');
  if (answer.status < 500 || !isJson) return null;
  const body = Failure.safeParse(
    await answer
      .clone()
      .json()
      .catch(() => null),
  );
  return body.success ? body.data.incident_id : null;
}

/** @param trace continues the trace of this request in the release */
async function send(
  c: Context,
  url: URL,
  service: string,
  trace: Record<string, string>,
  timeoutMs: number,
): Promise<Response> {
  const deadline = timeLimit(timeoutMs);
  try {
    return await proxy(url, {
      raw: c.req.raw,
      headers: { ...c.req.header(), ...trace, host: url.host },
      redirect: 'manual',
      signal: AbortSignal.any([c.req.raw.signal, deadline]),
    });
  } catch (cause) {
    if (deadline.aborted) {
      throw new SutureError(
        'release_timeout',
        `The release of ${service} did not answer within ${timeoutMs / 1000} s.`,
        { cause },
      );
    }
    throw new SutureError(
      'release_unreachable',
      `The release of ${service} does not answer at ${url.origin}. Check that it runs, and the url of the service.`,
      { cause },
    );
  }
}
