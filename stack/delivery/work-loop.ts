import { pause } from '../../platform/pause.ts';

/** Longest pause after an error that is no verdict on a commit, such as a repository that cannot be read. */
const LONGEST_PAUSE_MS = 30_000;

/**
 * Calls `step` as long as it finds something to do, then waits for `wake`. A wake during a step is not lost.
 * An error is logged and tried again, after a pause that grows.
 */
export function workLoop(
  step: () => Promise<boolean>,
  signal: AbortSignal,
  log: (line: string) => void,
): { wake(): void; ended: Promise<void> } {
  let woken = true;
  let rouse: (() => void) | null = null;
  const wake = () => {
    woken = true;
    rouse?.();
  };
  signal.addEventListener('abort', wake);

  async function work(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        woken = false;
        while (!signal.aborted && (await step()));
        failures = 0;
      } catch (error) {
        failures += 1;
        const pauseMs = Math.min(500 * 2 ** (failures - 1), LONGEST_PAUSE_MS);
        if (!signal.aborted) log(`${(error as Error).message} It is tried again in ${pauseMs / 1000} s.`);
        await pause(pauseMs, signal);
        woken = true;
      }
      if (!woken && !signal.aborted) {
        await new Promise<void>((resolve) => {
          rouse = resolve;
        });
        rouse = null;
      }
    }
  }
  return { wake, ended: work() };
}
