import { SutureError } from '../domain/errors.ts';
import { pause } from './pause.ts';

const AGAIN_MS = 500;

/**
 * Calls `attempt` until it succeeds. The first failure is logged with the setting that names the server. An error of
 * ours that is not retryable is thrown at once.
 * @param signal ends the wait, by throwing
 */
export async function waitForServer<T>(
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
      await pause(AGAIN_MS, signal);
      signal.throwIfAborted();
    }
  }
}
