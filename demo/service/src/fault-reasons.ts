import { sqlstateOf } from 'suture-recorder';
import { UpstreamError } from './upstream-error.ts';

/** SQLSTATEs with a reason of their own. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SQLSTATE_REASONS: Record<string, string> = {
  '42601': 'syntax_error',
  '42P01': 'undefined_table',
  '42703': 'undefined_column',
  '57014': 'statement_timeout',
};

/** Why a request that needs only the database failed, as one word for the log line. */
export function databaseReason(error: unknown): string {
  const sqlstate = sqlstateOf(error);
  if (sqlstate) {
    const unavailable = /^(08|57P|53)/.test(sqlstate);
    return SQLSTATE_REASONS[sqlstate] ?? (unavailable ? 'database_unavailable' : 'database_error');
  }
  if (codeOf(error) || (error instanceof Error && /connect(ion|ing)?\b/i.test(error.message))) {
    return 'database_unavailable';
  }
  return 'unexpected_error';
}

/** Why a request that needs the upstream failed: one of the four reasons of the fault injection guide. */
export function upstreamReason(error: unknown): string {
  if (error instanceof UpstreamError) return error.reason;
  if (!(error instanceof Error)) return 'upstream_failure';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'external_timeout';
  if (/TIMEOUT|TIMEDOUT/.test(codeOf(error.cause) ?? '')) return 'external_timeout';
  // `fetch` throws these when there is no connection, or when it breaks; undici keeps the socket's error as cause.
  if (error instanceof TypeError && (error.cause || /^(fetch failed|terminated)$/.test(error.message))) {
    return 'connection_error';
  }
  if (error instanceof SyntaxError) return 'wrong_data';
  return 'upstream_failure';
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}
