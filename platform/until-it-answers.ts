import { setTimeout as sleep } from 'node:timers/promises';
import { SutureError } from '../domain/errors.ts';

const AGAIN_MS = 500;

/**
 * Tries until a server that we cannot do without is there; says once that it waits, and which setting names it.
 * An error of ours that no waiting cures is thrown at once.
 * @param signal ends the wait, by throwing
 */
export async function untilItAnswers<T>(
  server: string,
  setting: string,
  signal: AbortSignal,
  log: (line: string) => void,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof SutureError && !error.retryable) throw error;
      if (tries === 1) {
        const why = error instanceof Error ? error.message : String(error);
        log(`waits for ${server}; check ${setting} if it should be there. (${why})`);
      }
      await sleep(AGAIN_MS, undefined, { signal });
    }
  }
}
