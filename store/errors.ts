import { SutureError } from '../domain/errors.ts';

/** Node's codes for a socket that does not exist or is closed. */
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);

/**
 * SQLSTATEs after which the same call may succeed: class 08 connection exception, 57P01-57P03 shutdown and start,
 * 53300 too many connections, 40001 and 40P01 serialisation and deadlock, 55P03 lock not available.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const TRANSIENT_STATE = /^(08...|57P0[1-3]|53[123]00|40001|40P01|55P03)$/;

/** Errors that pg raises itself, which carry no code. */
const TRANSIENT_MESSAGE =
  /connection terminated|connection ended|not queryable|timeout exceeded when trying to connect|connection error/i;

/**
 * The one place where PostgreSQL's errors become ours. What is not the connection's fault is a bug and passes unchanged.
 * @returns `store_unavailable` (retryable), or the error itself.
 */
export function toStoreError(error: unknown): unknown {
  if (error instanceof SutureError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const transient =
    SOCKET_CODES.has(code) || TRANSIENT_STATE.test(code) || (!code && TRANSIENT_MESSAGE.test(error.message));
  if (!transient) return error;
  return new SutureError(
    'store_unavailable',
    `PostgreSQL does not answer (${error.message || code}). Check that it runs and that DATABASE_URL names it; the call can be tried again.`,
    { retryable: true, details: { code: code || null }, cause: error },
  );
}

/** True when PostgreSQL refused a row because of this constraint or unique index. */
export function violates(error: unknown, constraint: string): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === constraint;
}

export function unknownIncident(incidentId: string): SutureError {
  return new SutureError(
    'unknown_incident',
    `There is no incident ${incidentId}. It may have been deleted by a reset; list the incidents to see which exist.`,
    { benign: true, details: { incidentId } },
  );
}
