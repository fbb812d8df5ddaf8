import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { TestApp } from './test-app.ts';

export interface Letter {
  /** The `webhook-id`; a redelivery has the same. */
  id?: string;
  /** When it was signed; both clocks may differ by five minutes. */
  at?: Date;
  secret?: string;
}

/** Posts a report as the delivery does: signed by the Standard Webhooks scheme. */
export function postSigned(
  test: TestApp,
  path: string,
  body: unknown,
  { id = `msg_${randomUUID()}`, at = new Date(), secret }: Letter = {},
): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const webhook = new Webhook(secret ?? test.parts.settings.CALLBACK_SECRET ?? '');
  return test.post(`/developer/incidents/pipeline/${path}`, text, {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': webhook.sign(id, at, text),
  });
}
