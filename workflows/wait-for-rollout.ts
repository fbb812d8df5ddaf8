import { condition } from '@temporalio/workflow';
import type { HealRun } from '../activities/run.ts';
import type { PipelineCallback } from '../domain/pipeline.ts';
import { overdueRollout, type Rollout, rolloutOf } from '../domain/rollout.ts';
import { briefly } from './steps.ts';

/** The first look comes early, in case the callback was lost with the process that should have received it. */
const FIRST_LOOK_MS = 5_000;
const NEXT_LOOK_MS = 15_000;

export interface AwaitedRollout {
  service: string | undefined;
  commit: string;
  /** The heal that waits, for its timeline; absent for a reset. */
  run?: HealRun;
}

/**
 * Waits until a rollout of a commit ends: by the delivery's callback, or by asking when the callback is lost. An end that
 * its surroundings caused is not the last word before the deadline: it may be tried again.
 * @param callbacks what the signal handler collects; those that are read are taken out
 * @param seconds after which a rollout without any news counts as failed
 */
export async function waitForRollout(
  { service, commit, run }: AwaitedRollout,
  callbacks: PipelineCallback[],
  seconds: number,
): Promise<Rollout> {
  const deadline = Date.now() + seconds * 1000;
  let patienceMs = FIRST_LOOK_MS;
  let last: Rollout | null = null;
  for (;;) {
    const leftMs = deadline - Date.now();
    if (leftMs <= 0) return last ?? overdueRollout(seconds);
    const heard = await condition(() => callbacks.length > 0, Math.min(patienceMs, leftMs));
    const callback = callbacks.shift() ?? null;
    const said = callback?.commit_sha === commit ? rolloutOf(callback) : null;
    const what = callback ? 'Whether that rollout contains the commit' : 'How the rollout is going';
    const rollout: Rollout | null =
      said ??
      (await briefly(what).checkRollout({
        ...(service !== undefined && { service }),
        commit,
        callback,
        ...(run && { run: { incidentId: run.incidentId, healRun: run.healRun } }),
      }));
    if (rollout && rollout.cause !== 'surroundings') return rollout;
    last = rollout ?? last;
    if (!heard) patienceMs = NEXT_LOOK_MS;
  }
}
