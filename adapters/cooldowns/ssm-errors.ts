import { SutureError } from '../../domain/errors.ts';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html and those of PutParameter. */
const THROTTLED = new Set([
  'ThrottlingException',
  'Throttling',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'TooManyUpdates',
]);

const REFUSED = /AccessDenied|UnrecognizedClient|InvalidClientToken|Signature|ExpiredToken|NotAuthorized/;

/** The one place where AWS's errors become ours. */
export function toCooldownError(cause: unknown): SutureError {
  if (cause instanceof SutureError) return cause;
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  const status = statusOf(cause);
  const details = { code: name, status };
  if (THROTTLED.has(name) || status === 429) {
    return new SutureError(
      'cooldowns_throttled',
      `SSM takes no more calls at the moment (${name}). The call is retried; if this continues, raise the throughput of Parameter Store for this account.`,
      { retryable: true, benign: true, details, cause },
    );
  }
  if (REFUSED.test(name) || name === 'CredentialsProviderError' || status === 401 || status === 403) {
    return new SutureError(
      'cooldowns_refused',
      `SSM refuses this worker (${name}: ${message}). Give its role what docs/aws.md lists for SSM_PREFIX, and check its credentials.`,
      { details, cause },
    );
  }
  if (status !== null && status < 500) {
    return new SutureError(
      'cooldowns_failed',
      `SSM does not take this call (${name}: ${message}). Check SSM_PREFIX and AWS_REGION.`,
      { details, cause },
    );
  }
  return new SutureError(
    'cooldowns_unavailable',
    `SSM does not answer (${name}: ${message}). Check AWS_REGION and the way to it; the call can be tried again.`,
    { retryable: true, details, cause },
  );
}

function statusOf(cause: unknown): number | null {
  const metadata = cause instanceof Error && '$metadata' in cause ? cause.$metadata : null;
  const status =
    metadata && typeof metadata === 'object' && 'httpStatusCode' in metadata ? metadata.httpStatusCode : null;
  return typeof status === 'number' ? status : null;
}
