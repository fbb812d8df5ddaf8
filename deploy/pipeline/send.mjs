// Sends a report to the service, signed by the Standard Webhooks scheme (https://www.standardwebhooks.com). Without any
// dependency: a run that fails because its packages cannot be installed must be able to say so.
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const ANSWER_MS = 20_000;
/** Answers of the 4xx range that may be another one a moment later; 404 while a release without the route is replaced. */
const PASSING = [404, 408, 425, 429];

/** @param {string} secret base64, with or without `whsec_` before it */
export function sign(secret, id, timestamp, text) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64')}`;
}

async function post(url, secret, id, text) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': sign(secret, id, timestamp, text),
    },
    body: text,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  return { status: answer.status, text: await answer.text() };
}

/**
 * Sends until it is taken, refused for good, or `forMs` have passed.
 * @param {{ url: string, secret: string, id: string, body: unknown, forMs: number }} letter `id` stays the same over
 *   all tries, so that twice does no harm
 * @returns {Promise<'taken' | 'nobody waits'>}
 * @throws Error with the last answer
 */
export async function send({ url, secret, id, body, forMs }) {
  const text = JSON.stringify(body);
  const end = Date.now() + forMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    let trouble;
    try {
      const { status, text: said } = await post(url, secret, id, text);
      if (status < 300) return 'taken';
      // A commit that no heal and no reset waits for, as any that a person pushes.
      if (status === 404 && said.includes('unknown_commit') && body.fault_codes.length === 0)
        return 'nobody waits';
      trouble = `${url} answers ${status}: ${said.slice(0, 500)}`;
      if (status >= 400 && status < 500 && !PASSING.includes(status)) throw new Refusal(trouble);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      trouble ??= `${url} cannot be reached: ${error.cause?.message ?? error.message}`;
    }
    if (Date.now() + pause > end) throw new Error(trouble);
    console.log(`${trouble}; again in ${pause} ms`);
    await sleep(pause);
  }
}

class Refusal extends Error {}
