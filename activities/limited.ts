import { createFairSemaphore } from '../platform/fair-semaphore.ts';
import { longStep } from './long-step.ts';

// biome-ignore lint/suspicious/noExplicitAny: any function can be an activity
type Activities = Record<string, (...input: any[]) => Promise<unknown>>;

/** Shows that a step waits for a place. Called within the step. */
export interface Waiting {
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** A wait that people notice, in milliseconds. */
const SHOWN_AFTER_MS = 1_000;

/**
 * Lets at most `atATime` of these steps work at once in this process, on all its task queues together. Steps that wait
 * beat like those that work, and fail at once when they are cancelled. The incident comes first that was admitted longest ago.
 */
export function limited<T extends Activities>(activities: T, atATime: number, waiting?: Waiting): T {
  const semaphore = createFairSemaphore(atATime);
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [
      name,
      async (...input: unknown[]) => {
        const { admitted, release } = semaphore.enter(incidentOf(input));
        try {
          await waitFor(admitted, waiting);
          return await activity(...input);
        } finally {
          release();
        }
      },
    ]),
  ) as T;
}

/** Waits, and shows it when that takes longer than a moment. */
async function waitFor(admitted: Promise<void>, waiting: Waiting | undefined): Promise<void> {
  let shown: Promise<void> | null = null;
  const timer = setTimeout(() => {
    shown = waiting?.begin().catch(() => {}) ?? null;
  }, SHOWN_AFTER_MS);
  try {
    await longStep(({ signal }) => Promise.race([admitted, aborted(signal)]));
  } finally {
    clearTimeout(timer);
    await shown;
    if (shown) await waiting?.end().catch(() => {});
  }
}

/** The incident that a step works for; steps take turns by it. */
function incidentOf([first]: unknown[]): string {
  const { incidentId } = (first ?? {}) as { incidentId?: unknown };
  return typeof incidentId === 'string' ? incidentId : '';
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
