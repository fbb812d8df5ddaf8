import { activityInfo } from '@temporalio/activity';
import { describePowers } from '../domain/power.ts';
import { whyUndecided } from '../domain/require-approval.ts';
import type { Decision, Store } from '../store/store.ts';
import { keyOf, type Round, readRound } from './run.ts';

export interface ApprovalDeps {
  store: Store;
  /** Whether a decision that came by Temporal counts, as one by the pages or the API does. */
  temporalDecisions: boolean;
}

export function createApprovalActivities({ store, temporalDecisions }: ApprovalDeps) {
  return {
    /** What a person decided by the pages or the API about the fix that waits; null when nobody did yet. */
    async readDecision(round: Round): Promise<Decision | null> {
      return store.keptDecision(round.incidentId);
    },

    /**
     * The decision that counts after a message by Temporal, which takes messages from anyone who reaches it. Null when
     * there is none: the timeline says that the message does not count.
     */
    async checkDecision({ approved, by, reason, ...round }: Round & Decision): Promise<Decision | null> {
      const kept = await store.keptDecision(round.incidentId);
      if (kept) return kept;
      if (temporalDecisions) return { approved, by, reason };
      await store.addNote({
        incidentId: round.incidentId,
        key: keyOf(round, `unchecked_decision/${round.attempt}/${activityInfo().activityId}`),
        message: `A decision in the name of ${by} came by Temporal and does not count. Decide on the page, by the API or by the command line, or set TEMPORAL_DECISIONS=accept.`,
        data: { attempt: round.attempt, approved, by },
      });
      return null;
    },

    /** Puts the proven fix before a person. */
    async askApproval(round: Round): Promise<void> {
      const { verdicts, chosen, proposal } = await readRound(store, round);
      const candidate = proposal.candidates.find(({ id }) => id === chosen);
      const undecided = candidate ? whyUndecided(candidate) : null;
      const powers = describePowers(verdicts.find(({ candidateId }) => candidateId === chosen)?.powers ?? []);
      const newly = powers.length > 0 ? ` It newly ${powers.join('; ')}.` : '';
      await store.moveIncident({
        incidentId: round.incidentId,
        key: keyOf(round, `awaiting_approval/${round.attempt}`),
        to: 'awaiting_approval',
        message: `The proven fix waits for a person: approve or reject it.${newly}${undecided ? ` ${undecided}` : ''}`,
        data: { attempt: round.attempt, powers, ...(undecided && { undecided }) },
      });
    },

    /** Keeps the person's decision; the provider gets a rejection in the next round. */
    async recordDecision(round: Round & { approved: boolean; by: string; reason: string }): Promise<void> {
      const { incidentId, attempt, approved, by, reason } = round;
      if (!approved) await store.saveRejection(incidentId, attempt, `${by} rejected the fix: ${reason}`);
      await store.addNote({
        incidentId,
        key: keyOf(round, `decision/${attempt}`),
        message: `${by} ${approved ? 'approved' : 'rejected'} the fix${reason ? `: ${reason}` : ''}.`,
        data: { attempt, approved, by, reason },
      });
    },
  };
}
