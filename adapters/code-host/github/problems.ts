import { RequestError } from '@octokit/request-error';
import { SutureError } from '../../../domain/errors.ts';

/** GitHub's advice for a limit that does not say when it ends. https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const UNKNOWN_LIMIT_MS = 60_000;

/** An answer of GitHub that is not a success. */
export interface Problem {
  status: number;
  message: string;
}

export function problemOf(error: unknown): Problem | null {
  return error instanceof RequestError ? { status: error.status, message: saidBy(error) } : null;
}

/** GitHub's own words, without the link to its documentation that follows them. */
function saidBy({ message }: RequestError): string {
  return message.replace(/ - https:\/\/docs\.github\.com\S*$/, '');
}

/** GitHub knows no such thing, or does not let us see it. */
export function isMissing({ status, message }: Problem): boolean {
  return (
    status === 404 ||
    // An empty repository has no branch; a well-formed id may be of no commit.
    (status === 409 && /is empty/i.test(message)) ||
    (status === 422 && /No commit found/i.test(message))
  );
}

/** The one place where GitHub's errors become ours. `what`: what was asked, such as "move main". */
export function toSutureError(error: unknown, what: string): unknown {
  if (error instanceof SutureError) return error;
  if (!(error instanceof RequestError)) {
    // The library could not send the request: an App's key that is not a key, for example.
    return refused(what, error instanceof Error ? error.message : String(error), error);
  }
  const { status } = error;
  const message = saidBy(error);
  const retryAfterMs = limitOf(error);
  if (retryAfterMs !== null) return limited(what, retryAfterMs, error);
  if (status >= 500 || status === 408) return unavailable(what, message, error);
  if (status === 401) return refused(what, `${message}. The token or the App's key is not valid`, error);
  if (status === 403) return refused(what, `${message}${permissionsOf(error)}`, error);
  return refused(what, `${status} ${message}`, error);
}

/** @param why GitHub's own words, and what they mean */
export function refused(what: string, why: string, cause?: unknown): SutureError {
  return new SutureError(
    'code_host_refused',
    `GitHub refused to ${what}: ${why}. See docs/github.md for what it needs.`,
    { cause, details: { what } },
  );
}

export function unavailable(what: string, why: string, cause?: unknown): SutureError {
  return new SutureError(
    'code_host_unavailable',
    `GitHub could not ${what} (${why}); tried again until it can. See https://www.githubstatus.com.`,
    { retryable: true, cause },
  );
}

function limited(what: string, retryAfterMs: number, cause: unknown): SutureError {
  return new SutureError(
    'code_host_rate_limited',
    `GitHub limits our requests: it will ${what} in ${Math.ceil(retryAfterMs / 1000)} s at the soonest.`,
    { retryable: true, benign: true, retryAfterMs, cause, details: { retryAfterMs } },
  );
}

/** How long to keep away, in milliseconds; null when the answer is about something else. */
function limitOf({ status, message, response }: RequestError): number | null {
  if (status !== 403 && status !== 429) return null;
  const header = (name: string) => Number(response?.headers[name] ?? Number.NaN);
  const after = header('retry-after');
  if (after >= 0) return after * 1000;
  if (header('x-ratelimit-remaining') === 0) {
    return Math.max(1_000, header('x-ratelimit-reset') * 1000 - Date.now() + 1_000) || UNKNOWN_LIMIT_MS;
  }
  return status === 429 || /secondary rate limit|abuse detection/i.test(message) ? UNKNOWN_LIMIT_MS : null;
}

/** The permission that GitHub names as sufficient. */
function permissionsOf({ response }: RequestError): string {
  const accepted = response?.headers['x-accepted-github-permissions'];
  return accepted ? `; it would take the permission ${accepted}` : '';
}
