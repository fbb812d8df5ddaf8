import { SutureError } from '../../../domain/errors.ts';

/** The one place where Backboard's answers, and their absence, become our errors. */
export function toBackboardError(cause: unknown): SutureError {
  if (cause instanceof SutureError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return backboardError(statusOf(cause), message, cause);
}

/** @param status of the answer; null when there was none */
export function backboardError(status: number | null, message: unknown, cause?: unknown): SutureError {
  const said = typeof message === 'string' ? message : JSON.stringify(message);
  const details = { status };
  if (status === 401 || status === 402 || status === 403) {
    return new SutureError(
      'knowledge_refused',
      `Backboard refuses this key (${status}: ${said}). Check BACKBOARD_API_KEY, and the credits of its account.`,
      { details, cause },
    );
  }
  if (status !== null && status < 500 && status !== 408 && status !== 429) {
    return new SutureError(
      'knowledge_failed',
      `Backboard does not take this call (${status}: ${said}). Check BACKBOARD_BASE_URL and BACKBOARD_ASSISTANT_ID.`,
      { details, cause },
    );
  }
  return new SutureError(
    'knowledge_unavailable',
    `Backboard does not answer (${status === null ? '' : `${status}: `}${said}). The call is retried; KNOWLEDGE_FALLBACK=postgres lets heals continue without it.`,
    { retryable: true, details, cause },
  );
}

function statusOf(cause: unknown): number | null {
  const status = cause instanceof Error && 'statusCode' in cause ? cause.statusCode : null;
  return typeof status === 'number' ? status : null;
}
