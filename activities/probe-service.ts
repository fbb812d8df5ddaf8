import { bodyText } from '../domain/body-text.ts';
import { productionValues, unmet } from '../domain/expectation.ts';
import { refersToVariable } from '../domain/fill-variables.ts';
import type { Service } from '../domain/service.ts';
import type { HttpProbe, Probe } from '../domain/service-definition.ts';
import { timeLimit } from '../platform/deadline.ts';

export interface ProbeRun {
  ms: number;
  /** What was wrong with the answer, or null. */
  wrong: string | null;
}

/** How long a health check may take, in milliseconds. */
const HEALTH_MS = 10_000;

/**
 * Sends the probe of a fault to the running service, marked so that the service records nothing.
 * @throws the signal's reason once it is aborted
 */
export async function probeService(service: Service, probe: Probe, signal: AbortSignal): Promise<ProbeRun> {
  // A command probe needs the sandbox. In production the service only has to be healthy.
  const { request, expect, timeoutMs } = probe.kind === 'http' ? probe : healthProbe(service);
  // The service's own secrets are not known here, and a reference to one is no value.
  const named = Object.entries(request.headers).filter(([, value]) => !refersToVariable(value));
  const started = performance.now();
  if (service.url === null) return { ms: 0, wrong: `the address of ${service.name} is not known` };
  const timeout = timeLimit(timeoutMs);
  try {
    const response = await fetch(new URL(request.path, service.url), {
      method: request.method,
      headers: {
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...Object.fromEntries(named),
        'X-Fault-Verification': '1',
      },
      body: bodyText(request),
      signal: AbortSignal.any([signal, timeout]),
    });
    const answer = { status: response.status, body: parse(await response.text()) };
    const wrong = expect && unmet(expect, answer, productionValues(service.definition));
    return { ms: performance.now() - started, wrong };
  } catch (error) {
    signal.throwIfAborted();
    const wrong = timeout.aborted ? `did not answer within ${timeoutMs} ms` : `did not answer: ${error}`;
    return { ms: performance.now() - started, wrong };
  }
}

/** Without a health path any answer counts. */
function healthProbe({ definition: { health } }: Service): Pick<HttpProbe, 'request' | 'timeoutMs'> & {
  expect: HttpProbe['expect'] | null;
} {
  return {
    request: { method: 'GET', path: health || '/', headers: {} },
    expect: health ? { status: 200 } : null,
    timeoutMs: HEALTH_MS,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
