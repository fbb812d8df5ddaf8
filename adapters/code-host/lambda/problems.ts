import { LambdaServiceException } from '@aws-sdk/client-lambda';
import type { ErrorType } from '../../../domain/error-types.ts';
import { SutureError } from '../../../domain/errors.ts';

/** For a limit of which Lambda does not say when it ends, in milliseconds. */
const UNKNOWN_LIMIT_MS = 2_000;

/** Ends of a function that another try may not meet: its time or memory ran out, or its process died. */
const PASSING = /Task timed out|Sandbox\.Timedout|Runtime\.(ExitError|OutOfMemory)|signal: killed/;

/** An error of the call: the function did not run, or it is unknown whether it did. */
export function callError(error: unknown, functionName: string): SutureError {
  const name = error instanceof Error ? error.name : 'Error';
  const why = error instanceof Error ? error.message : String(error);
  const failed = (type: ErrorType, message: string, options = {}) =>
    new SutureError(type, message, { cause: error, details: { functionName, name }, ...options });
  if (!(error instanceof LambdaServiceException)) {
    if (/Credentials/.test(name)) {
      return failed('code_host_refused', `There are no AWS credentials to call ${functionName} with: ${why}`);
    }
    return failed(
      'code_host_unavailable',
      `Lambda could not be reached (${name}: ${why}); tried again until it can.`,
      {
        retryable: true,
      },
    );
  }
  const status = error.$metadata.httpStatusCode ?? 0;
  if (status === 429) {
    const retryAfterMs = secondsOf(error) * 1000 || UNKNOWN_LIMIT_MS;
    return failed('code_host_rate_limited', `Lambda limits the calls of ${functionName}: ${why}`, {
      retryable: true,
      benign: true,
      retryAfterMs,
    });
  }
  if (status >= 500) {
    return failed('code_host_unavailable', `Lambda could not run ${functionName} (${name}: ${why}).`, {
      retryable: true,
    });
  }
  if (status === 404) {
    return failed(
      'code_host_refused',
      `There is no function ${functionName} in this account and region; attach the service with another function, or set AWS_REGION. ${why}`,
    );
  }
  if (status === 403) {
    return failed(
      'code_host_refused',
      `${functionName} may not be called: allow lambda:InvokeFunction on it. ${why}`,
    );
  }
  return failed('code_host_refused', `Lambda refused to call ${functionName} (${name}): ${why}`);
}

/** An error of the function: it ran without an answer. `payload` is Lambda's report. */
export function functionError(functionName: string, kind: string, payload: unknown): SutureError {
  const { errorType = kind, errorMessage = 'no message' } = (payload ?? {}) as Record<string, string>;
  const said = `${errorType}: ${errorMessage}`;
  return new SutureError(
    'code_host_function_failed',
    `The function ${functionName} was run and failed (${said}); see its log in CloudWatch.`,
    { retryable: PASSING.test(said), details: { functionName, kind, errorType, errorMessage } },
  );
}

function secondsOf(error: LambdaServiceException): number {
  const given = (error as { retryAfterSeconds?: string }).retryAfterSeconds;
  return Number(given ?? error.$response?.headers['retry-after'] ?? 0);
}
