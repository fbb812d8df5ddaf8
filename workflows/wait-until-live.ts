import { sleep } from '@temporalio/workflow';
import type { HealRun } from '../activities/run.ts';
import { briefly } from './steps.ts';

/** The pause before the second look, and the longest, in milliseconds. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Waits until the running service is on a release that contains a commit.
 * @param deadline in milliseconds since 1970
 * @returns false when the deadline passed before
 */
export async function waitUntilLive(
  { service, commit, run }: { service: string; commit: string; run?: HealRun },
  deadline: number,
): Promise<boolean> {
  const about = run && { run: { incidentId: run.incidentId, healRun: run.healRun } };
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    if (await briefly('Whether the commit is live').checkLive({ service, commit, ...about })) return true;
    const leftMs = deadline - Date.now();
    if (leftMs <= 0) return false;
    await sleep(Math.min(pauseMs, leftMs));
  }
}
