import type { APIError } from '@anthropic-ai/sdk';
import type { ErrorType } from '../../../domain/error-types.ts';
import { SutureError } from '../../../domain/errors.ts';

/** Without a word of the API's own: 5 s, doubled with each trouble in a row, up to a minute. */
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 60_000;
/** Longer than this we do not let the API make us wait at a time. */
const MOST_PATIENCE_MS = 10 * 60_000;

type Sdk = typeof import('@anthropic-ai/sdk');

/**
 * The one place where the SDK's errors become ours. A temporary error names the time of the next try; Temporal makes it.
 * @param troubles how many calls in a row have failed before this one
 */
export function toModelError(error: unknown, sdk: Sdk, model: string, troubles: number): SutureError {
  if (error instanceof SutureError) return error;
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** troubles);
  if (!(error instanceof sdk.APIError)) {
    // There is no answer: a socket that closed, a body that ended early.
    const why = error instanceof Error ? error.message : String(error);
    return passing('model_unavailable', `The Claude API did not answer to the end: ${why}`, wait, error);
  }
  const { status, type } = error;
  const said = `${status ?? type ?? 'no answer'}: ${error.apiMessage ?? error.message}`;
  const waitMs = askedToWait(error) ?? wait;
  if (status === 429 || type === 'rate_limit_error') {
    return passing('model_rate_limited', `The Claude API limits our rate (${said})`, waitMs, error);
  }
  if (status === 529 || type === 'overloaded_error') {
    return passing('model_overloaded', `The Claude API is overloaded (${said})`, waitMs, error);
  }
  const mayPass = status === undefined || status >= 500 || status === 408 || status === 409;
  if (mayPass && error.headers?.get('x-should-retry') !== 'false') {
    return passing('model_unavailable', `The Claude API could not answer (${said})`, waitMs, error);
  }
  const [kind, advice] = ADVICE[status ?? 0] ?? [
    'model_rejected_request',
    'This is a bug of ours, or a limit of the model; look at the transcript.',
  ];
  const sentence = `The Claude API rejected the request for ${model} (${said}). ${advice}`;
  return new SutureError(kind, sentence, { details: { status: status ?? null }, cause: error });
}

const ADVICE: Record<number, [type: ErrorType, advice: string]> = {
  401: ['model_unauthorized', 'Check ANTHROPIC_API_KEY.'],
  402: ['model_unauthorized', 'Check the billing of the account that ANTHROPIC_API_KEY belongs to.'],
  403: [
    'model_unauthorized',
    'The key in ANTHROPIC_API_KEY may not do this; give it the right, or another key.',
  ],
  404: ['unknown_model', 'Set ANTHROPIC_MODEL to a model that exists, and check ANTHROPIC_BASE_URL.'],
  413: ['model_rejected_request', 'The allowed files are too large for one conversation; allow fewer.'],
};

function passing(type: ErrorType, sentence: string, retryAfterMs: number, cause: unknown): SutureError {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new SutureError(type, `${sentence}; asks again in ${seconds} s.`, {
    retryable: true,
    benign: true,
    retryAfterMs,
    cause,
  });
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function askedToWait({ headers }: APIError): number | null {
  const exact = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  const text = headers?.get('retry-after') ?? '';
  const seconds = /^[\d.]+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  const ms = [exact, seconds].find((value) => Number.isFinite(value) && value >= 0);
  return ms === undefined ? null : Math.min(MOST_PATIENCE_MS, Math.max(100, ms));
}
