import { CancellationScope, condition, isCancellation, setHandler } from '@temporalio/workflow';
import type { FixToPush } from '../activities/fix-to-push.ts';
import type { Pushed } from '../activities/push-fix.ts';
import type { Review } from '../domain/ports/code-host.ts';
import { decisionAsked } from '../domain/review.ts';
import { reviewFinished } from './messages.ts';
import { patiently } from './steps.ts';
import type { Story } from './story.ts';

/** Without news the code host is asked after a tenth of the wait so far, within these bounds: soon at first, then seldom. */
const SOONEST_LOOK_MS = 5_000;
const LATEST_LOOK_MS = 3_600_000;

/** A change that a person closed unmerged, and how, a sentence. */
export interface ClosedChange {
  closed: string;
}

/**
 * Waits until a person merges or closes the pull request of a fix: by the host's webhook, or, should that be lost or
 * absent, by asking. There is no deadline.
 * @returns the commit on the branch; the review itself when people asked for changes of it; how it was closed unmerged; null for
 * that in a history from before it ended the heal
 */
export async function waitForReview(
  fix: FixToPush,
  { review, askedAt }: Pushed & { status: 'in_review' },
  story: Story,
): Promise<string | Review | ClosedChange | null> {
  let news = false;
  setHandler(reviewFinished, () => {
    news = true;
  });
  story.tell(`Waits for a person: ${decisionAsked(review)}`);
  const since = Date.now();
  try {
    for (;;) {
      news = false;
      const waitedMs = Date.now() - since;
      const found = await patiently(`What became of pull request ${review.number}`).checkReview({
        ...fix,
        review,
        waitedMs,
        askedAt,
      });
      if (found.status === 'merged') return found.commit;
      if (found.status === 'changes') {
        story.tell(found.why);
        return review;
      }
      if (found.status === 'closed' || found.status === 'rejected') {
        story.tell(found.why);
        return found.status === 'closed' ? { closed: found.why } : null;
      }
      await condition(() => news, Math.min(Math.max(waitedMs / 10, SOONEST_LOOK_MS), LATEST_LOOK_MS));
    }
  } catch (error) {
    if (isCancellation(error)) {
      const withdrawn = { ...fix, review, waitedMs: Date.now() - since };
      await CancellationScope.nonCancellable(() =>
        patiently(`Close pull request ${review.number}`).withdrawReview(withdrawn),
      );
    }
    throw error;
  }
}
