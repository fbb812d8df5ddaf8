import { SutureError } from '../../domain/errors.ts';
import { timeLimit } from '../../platform/deadline.ts';

/** How long a receiver may take to answer, in milliseconds. */
const PATIENCE_MS = 10_000;
/** Failures before a byte of the request has left. */
const BEFORE_SENDING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
/** Answers of the 4xx range that may be another one a moment later. */
const PASSING = new Set([408, 425, 429]);

/** Posts a notification, and maps each failure to an error of the port. */
export async function post(
  channel: string,
  url: string,
  body: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  let status: number;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'error',
      signal: AbortSignal.any([signal, timeLimit(PATIENCE_MS)]),
    });
    await answer.body?.cancel();
    status = answer.status;
  } catch (cause) {
    signal.throwIfAborted();
    const { code } = ((cause as Error).cause ?? {}) as { code?: string };
    const never = code !== undefined && BEFORE_SENDING.has(code);
    throw new SutureError(
      never ? 'notification_not_taken' : 'notification_unsure',
      `${channel} did not answer (${code ?? (cause as Error).message}); it is tried again.`,
      { retryable: true, cause },
    );
  }
  if (status < 300) return;
  if (status >= 500 || PASSING.has(status)) {
    throw new SutureError('notification_not_taken', `${channel} answered ${status}; it is tried again.`, {
      retryable: true,
    });
  }
  throw new SutureError(
    'notification_refused',
    `${channel} answered ${status}; check its address and secret.`,
  );
}
