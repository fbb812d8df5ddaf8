import {
  ActivityCancellationType,
  ActivityFailure,
  type ActivityInterfaceFor,
  type ActivityOptions,
  proxyActivities,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { HeavyActivities, LightActivities } from '../activities/index.ts';

/**
 * How long each step may take, and what happens when it does not. A failure that may pass (a database that
 * restarts, a sandbox that is not ready) is retried without a limit, at most 2 seconds apart, so that a heal
 * continues soon after. `activities/failure.ts` decides which failures may pass; those below never do.
 */
const retry: ActivityOptions['retry'] = {
  initialInterval: '200 ms',
  backoffCoefficient: 2,
  maximumInterval: '2 s',
  nonRetryableErrorTypes: [
    'unknown_incident',
    'unknown_fault',
    'unknown_attempt',
    'unknown_candidate',
    'unknown_commit',
    'incident_ended',
    'illegal_move',
    'revert_conflict',
    'baseline_missing',
  ],
};

/** A few reads and writes. */
const BRIEF: ActivityOptions = { startToCloseTimeout: '10 s', retry };

/** Longer than a moment; beats every second, so 5 silent seconds mean that the worker has died. */
const LONG: ActivityOptions = { startToCloseTimeout: '10 minutes', heartbeatTimeout: '5 s', retry };

/** A commit: a cancelled heal closes only when it is certain that none will come any more. */
const COMMIT: ActivityOptions = {
  ...LONG,
  startToCloseTimeout: '2 minutes',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
};

/** Sandbox work. A cancelled heal does not wait for it: nothing that it does leaves the sandbox. */
const HEAVY: ActivityOptions = {
  ...LONG,
  startToCloseTimeout: '1 hour',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
};

/** News for people: by channels that may be away for a while, but not at any price. */
const NEWS: ActivityOptions = {
  ...LONG,
  startToCloseTimeout: '30 s',
  scheduleToCloseTimeout: '1 hour',
  retry: { ...retry, initialInterval: '1 s', maximumInterval: '1 minute' },
};

type Steps<T> = ActivityInterfaceFor<T>;

/** Each takes the sentence that the Temporal Web UI shows for the step. */
export const briefly = (summary: string): Steps<LightActivities> => proxyActivities({ ...BRIEF, summary });
export const patiently = (summary: string): Steps<LightActivities> => proxyActivities({ ...LONG, summary });
export const telling = (summary: string): Steps<LightActivities> => proxyActivities({ ...NEWS, summary });
export const committing = (summary: string): Steps<LightActivities> =>
  proxyActivities({ ...COMMIT, summary });
export const heavily = (taskQueue: string, summary: string): Steps<HeavyActivities> =>
  proxyActivities({ ...HEAVY, taskQueue, summary });

/** How long the process that has the worktree may be busy or away until another one makes the worktree anew. */
const STICKY_PATIENCE = '20 s';

/** {@link stickily} of one heal. */
export type Sticky = <T>(summary: string, step: (steps: Steps<HeavyActivities>) => Promise<T>) => Promise<T>;

/**
 * Sandbox work beside a worktree: on the process that has it, else on any.
 * @param stickyQueue the task queue of that process; undefined where the analysis named none
 */
export async function stickily<T>(
  stickyQueue: string | undefined,
  taskQueue: string,
  summary: string,
  step: (steps: Steps<HeavyActivities>) => Promise<T>,
): Promise<T> {
  if (stickyQueue !== undefined) {
    try {
      const options = {
        ...HEAVY,
        taskQueue: stickyQueue,
        scheduleToStartTimeout: STICKY_PATIENCE,
        summary,
      } as const;
      return await step(proxyActivities(options));
    } catch (error) {
      if (!neverStarted(error)) throw error;
    }
  }
  return step(heavily(taskQueue, summary));
}

/** No worker took the step in time. */
function neverStarted(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof TimeoutFailure &&
    error.cause.timeoutType === 'SCHEDULE_TO_START'
  );
}
