import { condition } from '@temporalio/workflow';
import type { PipelineCallback } from '../domain/pipeline.ts';
import { overdueRollout, type Rollout, rolloutOf } from '../domain/rollout.ts';
import { briefly } from './steps.ts';

/** The first look comes early, in case the callback was lost with the process that should have received it. */
const FIRST_LOOK_MS = 5_000;
const NEXT_LOOK_MS = 15_000;

/**
 * Waits until a rollout of a commit ends: by the delivery's callback, or by asking when the callback is lost.
 * @param callbacks what the signal handler collects; those that are read are taken out
 * @param seconds after which a rollout without any news counts as failed
 */
export async function waitForRollout(
  { service, commit }: { service: string | undefined; commit: string },
  callbacks: PipelineCallback[],
  seconds: number,
): Promise<Rollout> {
  const deadline = Date.now() + seconds * 1000;
  let patienceMs = FIRST_LOOK_MS;
  for (;;) {
    const leftMs = deadline - Date.now();
    if (leftMs <= 0) return overdueRollout(seconds);
    const heard = await condition(() => callbacks.length > 0, Math.min(patienceMs, leftMs));
    const callback = callbacks.shift() ?? null;
    if (callback?.commit_sha === commit) return rolloutOf(callback);
    const what = callback ? 'Whether that rollout contains the commit' : 'How the rollout is going';
    const rollout = await briefly(what).checkRollout({
      ...(service !== undefined && { service }),
      commit,
      callback,
    });
    if (rollout) return rollout;
    if (!heard) patienceMs = NEXT_LOOK_MS;
  }
}
