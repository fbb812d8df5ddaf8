import { patched } from '@temporalio/workflow';
import type { FixToPush } from '../activities/fix-to-push.ts';
import type { News } from '../activities/notify-people.ts';
import type { Pushed } from '../activities/push-fix.ts';
import type { HealRun, Round } from '../activities/run.ts';
import type { Review } from '../domain/ports/code-host.ts';
import { decisionAsked } from '../domain/review.ts';
import type { Rollout } from '../domain/rollout.ts';
import { listenForDecisions } from './decisions.ts';
import type { Ending } from './endings.ts';
import { listenForPauses, tellPeople } from './people.ts';
import { briefly } from './steps.ts';
import type { Story } from './story.ts';
import { type ClosedChange, waitForReview } from './wait-for-review.ts';
import { waitUntilApplied } from './wait-until-applied.ts';

/** A fix that is on the branch, or live. */
export interface Delivered {
  commit: string;
  /** Where it is known already. */
  rollout: Rollout | null;
}

/** A change that stays open until another fix takes its place. */
export interface ChangesAsked {
  updates: Review;
}

/** Those who may be asked about a fix, and hear how the heal ended. */
export interface People {
  /** Sets whether there is a way to notify them; until then there is none. */
  areReachable(yes: boolean): void;
  /** One of them decides about the proven fix; there is no deadline. */
  approve(round: Round): Promise<boolean>;
  /**
   * A fix that was pushed is on the branch. Else one of them merges or closes its change, or applies it; there is no deadline.
   * @returns null for a change that was closed unmerged, in a history from before that ended the heal
   */
  deliver(
    fix: FixToPush,
    pushed: Exclude<Pushed, { status: 'stale' }>,
  ): Promise<Delivered | ChangesAsked | ClosedChange | null>;
  tellTheEnd(ending: Ending): Promise<void>;
}

/** Listens to people from now on, for a whole heal. */
export function openPeople(run: HealRun, story: Story): People {
  let reachable = false;
  const decisions = listenForDecisions();
  listenForPauses();

  function tellWhoIsAsked(step: string, message: string): void {
    if (!reachable) return;
    const news: News = { ...run, event: 'approval_needed', step, message };
    void tellPeople('Tell people that one of them is asked', news).catch(() => {});
  }

  return {
    areReachable(yes) {
      reachable = yes;
    },

    async approve(round) {
      let said = await decisions.awaitDecision(async () => {
        await briefly('Ask a person to approve the fix').askApproval(round);
        story.enter('awaiting_approval', 'A person has to approve the proven fix.');
        tellWhoIsAsked(`asked/${round.attempt}`, 'A fix is proven and waits for you: approve or reject it.');
        return null;
      });
      // Temporal takes a message from anyone; what counts stands in the store.
      while (patched('checks-decisions')) {
        const counted = await briefly(`Whether the decision of ${said.by} counts`).checkDecision({
          ...round,
          ...said,
        });
        if (counted) {
          said = counted;
          break;
        }
        story.tell(`A decision in the name of ${said.by} does not count.`);
        // One that came during the check was rejected, and is found in the store.
        said = await decisions.awaitDecision(() =>
          briefly('Whether a person has decided meanwhile').readDecision(round),
        );
      }
      await briefly(`${said.by} has decided`).recordDecision({ ...round, ...said });
      story.tell(`${said.by} ${said.approved ? 'approved' : 'rejected'} it. ${said.reason}`);
      return said.approved;
    },

    async deliver(fix, pushed) {
      if (pushed.status === 'pushed') return { commit: pushed.commit, rollout: null };
      if (pushed.status === 'kept') {
        const message = `A proven fix waits for you to apply it: suture show ${run.incidentId} --patch | git apply`;
        tellWhoIsAsked(`kept/${fix.attempt}`, message);
        return waitUntilApplied({ ...fix, askedAt: pushed.askedAt }, story);
      }
      const message = `A fix is proven and waits for you: ${decisionAsked(pushed.review)}`;
      tellWhoIsAsked(`review/${fix.attempt}`, message);
      const found = await waitForReview(fix, pushed, story);
      if (found === null || (typeof found === 'object' && 'closed' in found)) return found;
      return typeof found === 'string' ? { commit: found, rollout: null } : { updates: found };
    },

    async tellTheEnd({ message }) {
      if (!reachable) return;
      await tellPeople('Tell people how it ended', {
        ...run,
        event: 'incident_ended',
        step: 'ended',
        message,
      });
    },
  };
}
