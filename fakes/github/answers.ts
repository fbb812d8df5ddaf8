import type { Json } from './description.ts';

const DOCS = 'https://docs.github.com/rest';

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Thrown by a handler in place of an answer. */
export class Refusal extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(JSON.stringify(answer));
    this.answer = answer;
  }
}

/** An error as GitHub words it. */
export function refused(status: number, message: string, more: Json = {}): Answer {
  return { status, body: { message, ...more, documentation_url: DOCS, status: String(status) } };
}

export function refusal(status: number, message: string, more: Json = {}): Refusal {
  return new Refusal(refused(status, message, more));
}

export const notFound = () => refusal(404, 'Not Found');

/** The real bodies and headers of answers that a test may ask for. */
export const REFUSALS = {
  badCredentials: refused(401, 'Bad credentials'),
  /** @param seconds until the hour's limit is renewed */
  rateLimit: (seconds: number): Answer => ({
    ...refused(
      403,
      'API rate limit exceeded for user ID 1. If you reach out to GitHub Support for help, please include the request ID.',
    ),
    headers: {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + seconds),
    },
  }),
  secondaryLimit: (seconds: number, status: 403 | 429 = 403): Answer => ({
    ...refused(
      status,
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    ),
    headers: { 'retry-after': String(seconds) },
  }),
  notAllowed: {
    ...refused(403, 'Resource not accessible by personal access token'),
    headers: { 'x-accepted-github-permissions': 'contents=write' },
  } as Answer,
  conflict: refused(409, 'Conflict'),
  protectedBranch: refused(422, 'Changes must be made through a pull request.'),
  unprocessable: refused(422, 'Reference cannot be updated'),
  badGateway: { status: 502, body: { message: 'Server Error' } } as Answer,
  unavailable: {
    status: 503,
    body: { message: 'No server is currently available to service your request.' },
  } as Answer,
};
