import type { Context } from 'hono';
import { z } from 'zod';
import type { ServiceDefinition } from '../../../domain/service-definition.ts';
import { duration } from '../../briefing/words.ts';
import type { Notice } from '../frame/notice.ts';
import type { Send } from './ask-api.ts';

const Answer = z.object({ incident_id: z.string().nullish(), reason: z.string().nullish() });

/** Sends the fault's request to the service, as its users do, and says what came of it. */
export async function triggerFault(
  c: Context,
  service: ServiceDefinition,
  faultCode: string,
  send: Send,
): Promise<Notice> {
  const fault = service.faults.find(({ code }) => code === faultCode);
  if (!fault) return { tone: 'bad', text: 'There is no such fault in suture.config.ts.' };
  const since = performance.now();
  const answer = await send(new Request(new URL(fault.route, c.req.url), { method: 'POST' }));
  const took = duration(performance.now() - since);
  const body = Answer.safeParse(await answer.json().catch(() => null)).data;
  const request = `POST ${fault.route}`;
  if (answer.ok) {
    return {
      tone: 'good',
      text: `${request} answered ${answer.status} after ${took}: it did not fail this time.`,
    };
  }
  if (answer.status === 404) return { tone: 'bad', text: `${request} answered 404: fault injection is off.` };
  const reason = body?.reason ? ` (${body.reason})` : '';
  const incident = body?.incident_id
    ? `it belongs to ${body.incident_id}.`
    : 'the incident is recorded once PostgreSQL answers.';
  return {
    tone: 'wait',
    text: `${request} failed with ${answer.status}${reason} after ${took}; ${incident}`,
  };
}
