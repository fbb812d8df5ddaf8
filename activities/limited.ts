import { longStep } from './long-step.ts';

// biome-ignore lint/suspicious/noExplicitAny: any function can be an activity
type Activities = Record<string, (...input: any[]) => Promise<unknown>>;

/**
 * Lets only so many of these steps work at a time in this process, whichever task queue they came by. Those that wait
 * beat like those that work, and hear when they are cancelled.
 */
export function limited<T extends Activities>(activities: T, atATime: number): T {
  const slots = createSlots(atATime);
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [
      name,
      async (...input: unknown[]) => {
        const release = await longStep(({ signal }) => slots.take(signal));
        try {
          return await activity(...input);
        } finally {
          release();
        }
      },
    ]),
  ) as T;
}

/** Slots that are given in the order in which they were asked for. */
export function createSlots(count: number): { take(signal: AbortSignal): Promise<() => void> } {
  let free = count;
  const waiting: (() => void)[] = [];

  function release(): void {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }

  return {
    async take(signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
      } else {
        await new Promise<void>((resolve, reject) => {
          const mine = () => {
            signal.removeEventListener('abort', leave);
            resolve();
          };
          const leave = () => {
            waiting.splice(waiting.indexOf(mine), 1);
            reject(signal.reason);
          };
          waiting.push(mine);
          signal.addEventListener('abort', leave, { once: true });
        });
      }
      let held = true;
      return () => {
        if (held) release();
        held = false;
      };
    },
  };
}
