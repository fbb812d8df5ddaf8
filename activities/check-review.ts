import { SutureError } from '../domain/errors.ts';
import type { CodeHost, CodeHosts, Review } from '../domain/ports/code-host.ts';
import { closedUnmerged, nameOfReview } from '../domain/review.ts';
import type { Store } from '../store/store.ts';
import { type FixToPush, unknownCandidate } from './fix-to-push.ts';
import { longStep } from './long-step.ts';
import { readMergedChange } from './merged-change.ts';
import { readAttached, readSubjectAt } from './read-subject.ts';
import { recordFix } from './record-fix.ts';
import { beginReviewWait, endReviewWait } from './review-wait.ts';
import { keyOf, readAnalysis } from './run.ts';

export interface FixInReview extends FixToPush {
  review: Review;
  /** How long the workflow has waited so far, in milliseconds; a look that is made late, or at once, knows better. */
  waitedMs: number;
  /** Since when a person has had it, in milliseconds since 1970. */
  askedAt?: number;
}

export type Reviewed =
  | { status: 'pending' }
  | { status: 'merged'; commit: string }
  /** People ask for another change in its place; a sentence. */
  | { status: 'changes'; why: string }
  /** A sentence. `rejected`: in histories from before a closed change ended its heal. */
  | { status: 'closed' | 'rejected'; why: string };

export interface ReviewDeps {
  store: Store;
  codeHosts: CodeHosts;
}

export function createReviewActivities({ store, codeHosts }: ReviewDeps) {
  return {
    /** Checks whether the pull request was merged. Closing it unmerged ends the heal; the reason goes to the attempt that a person asks for. */
    async checkReview(fix: FixInReview): Promise<Reviewed> {
      const { incidentId, attempt, review } = fix;
      const { record } = await readAttached(store, incidentId);
      return longStep(async () => {
        const found = await codeHosts.of(record).review(review.number);
        if (found.state === 'pending') {
          if (found.changes) return askedForChanges(fix, found.changes);
          await beginReviewWait(store, fix, review);
          return { status: 'pending' };
        }
        const waitedMs = Math.max(fix.waitedMs, Date.now() - (fix.askedAt ?? Date.now()));
        if (found.state === 'merged') {
          const candidate = await store.getCandidate(incidentId, attempt, fix.candidateId);
          if (!candidate) throw unknownCandidate(fix);
          const { commit } = found;
          await endReviewWait(store, fix);
          await store.endChange(review, 'merged');
          const { evidence } = await readAnalysis(store, incidentId);
          const { fault } = await readSubjectAt({ store, codeHosts }, incidentId, evidence.commit);
          const host = codeHosts.of(record);
          const changed = await readMergedChange(host, found, candidate, evidence.commit, fault.allowedFiles);
          if (changed) await store.saveMerged(incidentId, attempt, changed.candidate, changed.diff);
          const merged = changed?.candidate ?? candidate;
          await recordFix(store, { ...fix, commit, candidate: merged, review: { ...review, waitedMs } });
          await dropBranch(fix, host);
          return { status: 'merged', commit };
        }
        const why = closedUnmerged(review, found);
        await endReviewWait(store, fix);
        await store.saveRejection(incidentId, attempt, why);
        await store.endChange(review, 'closed', why);
        await store.addNote({
          incidentId,
          key: keyOf(fix, `closed/${attempt}`),
          message: why,
          data: { attempt, pull_request: review.url, by: found.by, waited_ms: waitedMs },
        });
        await dropBranch(fix, codeHosts.of(record));
        return { status: 'closed', why };
      });
    },

    /** Closes the pull request of a heal that was cancelled. If that fails, the timeline asks a person to do it. */
    async withdrawReview({ review, ...fix }: FixInReview): Promise<void> {
      await longStep(async () => {
        try {
          const { record } = await readAttached(store, fix.incidentId);
          await codeHosts
            .of(record)
            .withdraw(
              review.number,
              `The heal of ${fix.incidentId} was cancelled, so this change is not needed any more.`,
            );
          await store.endChange(review, 'withdrawn');
        } catch (error) {
          if (!(error instanceof SutureError)) throw error;
          await store.addNote({
            incidentId: fix.incidentId,
            key: keyOf(fix, `not_withdrawn/${fix.attempt}`),
            message: `${review.url} could not be closed: ${error.message} Close it by hand.`,
            data: { attempt: fix.attempt, pull_request: review.url },
          });
        }
      });
    },
  };

  /** The change stays open, and the next attempt, which gets what was written, takes its place. */
  async function askedForChanges(
    fix: FixInReview,
    { by, reason }: { by: string; reason: string },
  ): Promise<Reviewed> {
    const { incidentId, attempt, review } = fix;
    const why = `${by} asks for changes of ${nameOfReview(review)}${reason ? `: ${reason}` : '.'}`;
    await endReviewWait(store, fix);
    await store.saveRejection(incidentId, attempt, why);
    const data = { attempt, pull_request: review.url, by };
    await store.addNote({ incidentId, key: keyOf(fix, `changes/${attempt}`), message: why, data });
    return { status: 'changes', why };
  }

  /** The branch of a review that is over goes. One that cannot be deleted harms nothing. */
  async function dropBranch({ review, ...fix }: FixInReview, host: CodeHost): Promise<void> {
    try {
      await host.withdraw(review.number, '');
    } catch (error) {
      if (!(error instanceof SutureError) || error.retryable) throw error;
      await store.addNote({
        incidentId: fix.incidentId,
        key: keyOf(fix, `branch_stays/${fix.attempt}`),
        message: `The branch ${review.branch} could not be deleted: ${error.message}`,
        data: { attempt: fix.attempt, branch: review.branch },
      });
    }
  }
}
