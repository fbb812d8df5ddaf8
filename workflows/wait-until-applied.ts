import { condition, setHandler } from '@temporalio/workflow';
import type { AppliedFix, KeptFix } from '../activities/keep-fix.ts';
import { reviewFinished } from './messages.ts';
import { patiently } from './steps.ts';
import type { Story } from './story.ts';

/** Without news the live release is looked at after a tenth of the wait so far, within these bounds. */
const SOONEST_LOOK_MS = 5_000;
const LATEST_LOOK_MS = 3_600_000;

/**
 * Waits until a person has applied a fix that nothing was pushed of, and its release runs; a release that starts is news. There
 * is no deadline.
 */
export async function waitUntilApplied(fix: KeptFix, story: Story): Promise<AppliedFix> {
  let news = false;
  setHandler(reviewFinished, () => {
    news = true;
  });
  story.tell(`A proven fix waits for you to apply it: suture show ${fix.incidentId} --patch`);
  const since = Date.now();
  for (;;) {
    news = false;
    const applied = await patiently('Whether the live release holds the fix').checkKeptFix(fix);
    if (applied) return applied;
    const patienceMs = Math.min(Math.max((Date.now() - since) / 10, SOONEST_LOOK_MS), LATEST_LOOK_MS);
    await condition(() => news, patienceMs);
  }
}
