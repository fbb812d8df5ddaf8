import { patched } from '@temporalio/workflow';
import type { HealRun } from '../activities/run.ts';
import { type ReleaseContext, type Released, releaseFix } from './release-fix.ts';
import { patiently } from './steps.ts';

/**
 * Continues with the fix that the run before left on the branch, which may be live by now, before anything new is proposed.
 * @returns how its release ended; null where there is no such fix
 */
export async function continueFix(run: HealRun, production: ReleaseContext): Promise<Released | null> {
  if (run.healRun === 1 || !patched('continues-a-fix')) return null;
  const left = await patiently('Whether the fix of the run before is on the branch').continueFix(run);
  if (left === null) return null;
  production.story.attempt(1);
  return releaseFix(left.round, left.commit, production, left.rollout);
}
