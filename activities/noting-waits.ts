import { activityInfo } from '@temporalio/activity';
import { SutureError } from '../domain/errors.ts';
import { incidentOfWorkflow } from '../domain/incident.ts';
import { waitAfter } from '../domain/wait.ts';
import type { Store } from '../store/store.ts';

// biome-ignore lint/suspicious/noExplicitAny: any function can be an activity
type Activities = Record<string, (...input: any[]) => Promise<unknown>>;

/**
 * Shows it when a step waits for its next try: one row in the timeline and a state on the pages for each wait, until the
 * step ends. A failure without a demanded delay is shown from its second try on, since most are over by then.
 */
export function notingWaits<T extends Activities>(
  activities: T,
  store: Pick<Store, 'beginWait' | 'endWait'>,
): T {
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [
      name,
      async (...input: unknown[]) => {
        const incidentId = incidentOfWorkflow(activityInfo().workflowExecution?.workflowId ?? '');
        if (incidentId === null) return activity(...input);
        const wait = { incidentId, step: stepOfThis() };
        try {
          const result = await activity(...input);
          await end(wait);
          return result;
        } catch (error) {
          if (!(await begin(wait, error))) await end(wait).catch(() => {});
          throw error;
        }
      },
    ]),
  ) as T;

  /** @returns false where the error ends the step */
  async function begin(wait: { incidentId: string; step: string }, error: unknown): Promise<boolean> {
    const found = waitAfter(error);
    const retryable = error instanceof SutureError && error.retryable;
    if (!found || !(error instanceof SutureError)) return retryable;
    if (activityInfo().attempt === 1 && error.retryAfterMs === null) return true;
    const note = {
      key: `wait:${wait.step}:${found.kind}:${found.on}`,
      message: `Waits for ${found.on}. ${found.reason}`,
      data: { type: error.type, retry_after_ms: error.retryAfterMs },
    };
    // The step's own error is what Temporal has to see, whether it could be shown or not.
    await store
      .beginWait({ ...wait, ...found, url: null, untilMs: error.retryAfterMs, note })
      .catch(() => {});
    return true;
  }

  async function end(wait: { incidentId: string; step: string }): Promise<void> {
    if (activityInfo().attempt === 1) return;
    await store.endWait(wait, {
      key: `wait:${wait.step}:over`,
      message: 'The wait is over; the heal continues.',
    });
  }
}

/** The same for all tries of an activity, and another for each activity. */
export function stepOfThis(): string {
  const { activityId, activityType, workflowExecution } = activityInfo();
  return `${workflowExecution?.runId}/${activityType}/${activityId}`;
}
