import { z } from 'zod';
import { UpstreamError } from '../../upstream-error.ts';

/** SQLSTATEs with a reason of their own. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SQLSTATE_REASONS: Record<string, string> = {
  '42601': 'syntax_error',
  '42P01': 'undefined_table',
  '42703': 'undefined_column',
  '57014': 'statement_timeout',
};

/** The five characters by which PostgreSQL names an error, if it is one of PostgreSQL's. */
export function sqlstateOf(error: unknown): string | null {
  const code = codeOf(error);
  return code && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code) ? code : null;
}

/** Why a request that only needs the database failed, as one word for the log line. */
export function databaseReason(error: unknown): string {
  const sqlstate = sqlstateOf(error);
  if (sqlstate) {
    const away = /^(08|57P|53)/.test(sqlstate);
    return SQLSTATE_REASONS[sqlstate] ?? (away ? 'database_unavailable' : 'database_error');
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
  // What `fetch` throws when there is no connection, or when it breaks off; undici keeps the socket's error as cause.
  if (error instanceof TypeError && (error.cause || /^(fetch failed|terminated)$/.test(error.message))) {
    return 'connection_error';
  }
  if (error instanceof SyntaxError || error instanceof z.ZodError) return 'wrong_data';
  return 'upstream_failure';
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}
