import { AsyncLocalStorage } from 'node:async_hooks';
import { createFairSemaphore, type Place } from '../platform/fair-semaphore.ts';
import { longStep } from './long-step.ts';

// biome-ignore lint/suspicious/noExplicitAny: any function can be an activity
type Activities = Record<string, (...input: any[]) => Promise<unknown>>;

/** Shows that a step waits for a place. Called within the step. */
export interface Waiting {
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** The place of a step, which it may give back for a while. */
interface Holder {
  leave(): void;
  /** Resolves once the step has a place again. */
  comeBack(): Promise<void>;
}

/** A wait that people notice, in milliseconds. */
const SHOWN_AFTER_MS = 1_000;

const holders = new AsyncLocalStorage<Holder>();

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
        let place: Place | null = null;
        const holder: Holder = {
          leave() {
            place?.release();
            place = null;
          },
          async comeBack() {
            place ??= semaphore.enter(incidentOf(input));
            await waitFor(place.admitted, waiting);
          },
        };
        try {
          await holder.comeBack();
          return await holders.run(holder, () => activity(...input));
        } finally {
          holder.leave();
        }
      },
    ]),
  ) as T;
}

/**
 * Does what keeps no processor busy, such as waiting for a model, without the place of the step: others may work
 * meanwhile. Afterwards the step queues for a place again; a step that fails does not.
 */
export async function withoutPlace<T>(work: () => Promise<T>): Promise<T> {
  const holder = holders.getStore();
  if (!holder) return work();
  holder.leave();
  const result = await work();
  await holder.comeBack();
  return result;
}

/** Waits, and shows it when that takes longer than a moment. */
async function waitFor(admitted: Promise<void>, waiting: Waiting | undefined): Promise<void> {
  let shown: Promise<void> | null = null;
  const timer = setTimeout(() => {
    shown = waiting?.begin().catch(() => {}) ?? null;
  }, SHOWN_AFTER_MS);
  try {
    await longStep(({ signal }) => unlessAborted(admitted, signal));
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

async function unlessAborted(admitted: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
  });
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([admitted, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
