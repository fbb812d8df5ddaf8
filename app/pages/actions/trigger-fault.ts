import { z } from 'zod';
import { bodyText } from '../../../domain/body-text.ts';
import type { ServiceRecord } from '../../../domain/service.ts';
import { findFault } from '../../briefing/read-state.ts';
import { duration, visible } from '../../briefing/words.ts';
import type { Notice } from '../frame/notice.ts';

/** How long the service may take, in milliseconds: a browser waits for the answer. */
const TIMEOUT_MS = 30_000;

const Answer = z.object({ incident_id: z.string().nullish(), reason: z.string().nullish() });

/** Sends the request of a fault's probe to the service, as its users do, and returns what happened. */
export async function triggerFault(
  services: readonly ServiceRecord[],
  name: string,
  code: string,
  timeoutMs = TIMEOUT_MS,
): Promise<Notice> {
  const service = services.find((each) => each.name === name);
  const probe = findFault(services, name, code)?.probe;
  if (!service || probe?.kind !== 'http') {
    return { tone: 'bad', text: `No attached service declares ${visible(code)} with a request to send.` };
  }
  if (service.url === null) {
    return { tone: 'bad', text: `The address of ${service.name} is not known. Attach it with --url.` };
  }
  const { method, path, headers, body } = probe.request;
  const request = `${method} ${path}`;
  const since = performance.now();
  let answer: Response;
  try {
    answer = await fetch(new URL(path, service.url), {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: bodyText(probe.request) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    const why =
      (error as Error).name === 'TimeoutError'
        ? `did not answer within ${duration(timeoutMs)}`
        : 'does not answer';
    return { tone: 'bad', text: `${service.name} ${why} at ${service.url}. Check that it runs.` };
  }
  const took = duration(performance.now() - since);
  const answered = Answer.safeParse(await answer.json().catch(() => null)).data;
  if (answer.ok) {
    return {
      tone: 'good',
      text: `${request} answered ${answer.status} after ${took}: it succeeded this time.`,
    };
  }
  if (answer.status === 404) {
    return { tone: 'bad', text: `${request} answered 404: ${service.name} has no such route now.` };
  }
  const reason = answered?.reason ? ` (${visible(answered.reason)})` : '';
  const incident = answered?.incident_id
    ? `it belongs to ${visible(answered.incident_id)}.`
    : 'its incident opens once the recording arrives.';
  return {
    tone: 'wait',
    text: `${request} failed with ${answer.status}${reason} after ${took}; ${incident}`,
  };
}
