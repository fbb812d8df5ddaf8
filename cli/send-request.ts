import { bodyText } from '../domain/body-text.ts';
import type { ProbeRequest } from '../domain/evidence.ts';

export interface Answer {
  status: number;
  /** Parsed where it is JSON, else the text. */
  body: unknown;
  /** From sending to the whole answer, in milliseconds. */
  ms: number;
  /** When it was sent, in milliseconds since the epoch. */
  sentAt: number;
}

/** Sends a request and measures it. Throws only when there is no answer. */
export async function sendRequest(
  base: string,
  request: ProbeRequest,
  { signal }: { signal?: AbortSignal },
): Promise<Answer> {
  const sentAt = Date.now();
  const since = performance.now();
  const body = bodyText(request) ?? null;
  const answer = await fetch(`${base}${request.path}`, {
    method: request.method,
    headers: { ...(body !== null && { 'content-type': 'application/json' }), ...request.headers },
    body,
    signal: signal ?? null,
  });
  const text = await answer.text();
  return { status: answer.status, body: parse(text), ms: performance.now() - since, sentAt };
}

/** JSON where it is JSON, else the text itself. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
