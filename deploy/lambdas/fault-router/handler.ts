import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { recordsOf } from './records.ts';

export interface RouterOptions {
  /** `https://<suture>/ingest/cloudwatch` */
  url: string;
  /** The app's INGEST_SECRET. */
  secret: string;
  /** How long the app may take for one batch, in milliseconds. */
  timeoutMs?: number;
  log?(line: string): void;
}

/**
 * Sends the records of an event to the app, signed by the Standard Webhooks scheme. Throws unless the app accepts them, so
 * that Lambda, Kinesis or CloudWatch Logs delivers them again; the app counts each event once.
 */
export function createHandler({ url, secret, timeoutMs = 50_000, log = console.log }: RouterOptions) {
  const webhook = new Webhook(secret);
  return async (event: unknown): Promise<unknown> => {
    const body = JSON.stringify({ records: recordsOf(event) });
    // The same batch has the same id in each try; the timestamp, and so the signature, differs.
    const id = `router_${createHash('sha256').update(body).digest('hex').slice(0, 32)}`;
    const now = new Date();
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': webhook.sign(id, now, body),
      },
      body,
      // A redirect would turn the POST into a GET and lose the records.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.text();
    if (answer.status !== 200) {
      throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 500)}`);
    }
    log(`${id} ${text}`);
    return JSON.parse(text);
  };
}
