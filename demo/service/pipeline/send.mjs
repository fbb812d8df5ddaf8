// Sends a report to Suture, signed by the Standard Webhooks scheme (https://www.standardwebhooks.com). It has no
// dependency, because a run that fails to install its packages must still report that.
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const ANSWER_MS = 20_000;
/** Statuses of the 4xx range that a retry may change; 404 comes from a load balancer without a target, for example. */
const RETRYABLE = [404, 408, 425, 429];

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
 * Sends until Suture accepts or rejects the report, or `forMs` have passed.
 * @param {{ url: string, secret: string, id: string, body: { incidents: string[] }, forMs: number }} report `id` is the same
 *   for all tries, so a repetition has no effect
 * @returns {Promise<'accepted' | 'no heal waits for it'>}
 * @throws Error with the last answer
 */
export async function send({ url, secret, id, body, forMs }) {
  const text = JSON.stringify(body);
  const end = Date.now() + forMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    let problem;
    try {
      const { status, text: answer } = await post(url, secret, id, text);
      if (status < 300) return 'accepted';
      // A commit that a person pushed: no heal and no reset waits for it.
      if (status === 404 && answer.includes('unknown_commit') && body.incidents.length === 0) {
        return 'no heal waits for it';
      }
      problem = `${url} answers ${status}: ${answer.slice(0, 500)}`;
      if (status >= 400 && status < 500 && !RETRYABLE.includes(status)) throw new Rejection(problem);
    } catch (error) {
      if (error instanceof Rejection) throw error;
      problem ??= `${url} cannot be reached: ${error.cause?.message ?? error.message}`;
    }
    if (Date.now() + pause > end) throw new Error(problem);
    console.log(`${problem}; retrying in ${pause} ms`);
    await sleep(pause);
  }
}

class Rejection extends Error {}
