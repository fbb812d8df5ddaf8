import { activityInfo, CancelledFailure } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { SutureError } from '../domain/errors.ts';

/** An unexpected error is a bug or passes: after this many tries it counts as a bug. */
const TRIES_OF_THE_UNEXPECTED = 5;

// biome-ignore lint/suspicious/noExplicitAny: any function can be an activity
type Activities = Record<string, (...input: any[]) => Promise<unknown>>;

/**
 * The one place where our errors become Temporal's: same `type`, same sentence, tried again only when the
 * error says that this may help, and no alarm for what is benign.
 */
export function failingAsActivities<T extends Activities>(activities: T): T {
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [
      name,
      async (...input: unknown[]) => {
        try {
          return await activity(...input);
        } catch (error) {
          throw toFailure(error, activityInfo().attempt);
        }
      },
    ]),
  ) as T;
}

/** @param attempt which try of the activity this was, from 1 */
export function toFailure(error: unknown, attempt: number): Error {
  if (error instanceof CancelledFailure || error instanceof ApplicationFailure) return error;
  if (error instanceof SutureError) {
    return ApplicationFailure.create({
      type: error.type,
      message: error.message,
      nonRetryable: !error.retryable,
      nextRetryDelay: error.retryable ? (error.retryAfterMs ?? undefined) : undefined,
      details: [error.details],
      category: error.benign ? ApplicationFailureCategory.BENIGN : undefined,
      cause: error.cause instanceof Error ? error.cause : undefined,
    });
  }
  const cause = error instanceof Error ? error : new Error(String(error));
  return ApplicationFailure.create({
    type: 'unexpected',
    message: `${cause.name}: ${cause.message} (Unexpected error; the worker's log has the stack. Fix it, then retry the incident.)`,
    nonRetryable: attempt >= TRIES_OF_THE_UNEXPECTED,
    cause,
  });
}
