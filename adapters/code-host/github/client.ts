import type { Octokit } from '@octokit/rest';
import { timeLimit } from '../../../platform/deadline.ts';

export type GitHubAuth =
  | { token: string }
  /** A GitHub App; its installation tokens last an hour and are renewed as needed. */
  | { appId: string; privateKey: string; installationId: string };

export interface GitHubOptions {
  owner: string;
  repo: string;
  auth: GitHubAuth;
  /** `https://api.github.com`, or `https://<host>/api/v3` of a GitHub Enterprise server. */
  baseUrl: string;
  /** Options of `@octokit/plugin-throttling` over ours; its pace of one write a second is slow for a test. */
  throttle?: Record<string, unknown>;
}

/**
 * A rate limit that ends within this time, in seconds, is waited for. A longer one is thrown, since a step that sleeps
 * blocks a place that another step could use.
 */
const SHORT_WAIT_S = 3;
/** For one request and its answer, in milliseconds. */
const REQUEST_TIMEOUT_MS = 8_000;
/** Retries after a temporary failure, 0.5 s and 2 s later; after them the caller retries. */
const RETRIES = 2;
const RETRY_BASE_MS = 500;
/** 409 and 429 besides the plugin's own: the caller decides what they mean. */
const DO_NOT_RETRY = [400, 401, 403, 404, 409, 410, 422, 429, 451];
/** Errors are reported by throwing. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Octokit with its throttling and retry plugins, loaded when first used. */
export async function connectGitHub(options: GitHubOptions): Promise<Octokit> {
  const [rest, { throttling }, { retry }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-throttling'),
    import('@octokit/plugin-retry'),
  ]);
  const wait = (seconds: number, _request: unknown, _octokit: unknown, count: number) =>
    seconds <= SHORT_WAIT_S && count === 0;
  const Client = rest.Octokit.plugin(throttling, retry);
  return new Client({
    ...(await authOf(options.auth)),
    baseUrl: options.baseUrl,
    userAgent: 'suture',
    log: SILENT,
    request: { fetch: fetchWhole },
    retry: { doNotRetry: DO_NOT_RETRY, retries: RETRIES, retryAfterBaseValue: RETRY_BASE_MS },
    throttle: {
      id: `${options.baseUrl}/${options.owner}/${options.repo}`,
      onRateLimit: wait,
      onSecondaryRateLimit: wait,
      ...options.throttle,
    },
  });
}

async function authOf(auth: GitHubAuth) {
  if ('token' in auth) return { auth: auth.token };
  const { createAppAuth } = await import('@octokit/auth-app');
  return { authStrategy: createAppAuth, auth };
}

/**
 * `fetch` with a time limit, which fails when the answer ends early. Octokit itself treats half an answer as an
 * empty one.
 */
const fetchWhole: typeof fetch = async (input, init) => {
  const timeout = timeLimit(REQUEST_TIMEOUT_MS);
  const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  const response = await fetch(input, { ...init, signal });
  const body = await response.arrayBuffer();
  const { status, statusText, headers } = response;
  return new Response(body.byteLength > 0 ? body : null, { status, statusText, headers });
};
