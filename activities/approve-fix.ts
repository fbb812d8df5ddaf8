import { describePowers } from '../domain/power.ts';
import type { Store } from '../store/store.ts';
import { keyOf, type Round, readRound } from './run.ts';

export function createApprovalActivities({ store }: { store: Store }) {
  return {
    /** Puts the proven fix before a person. */
    async askApproval(round: Round): Promise<void> {
      const { verdicts, chosen } = await readRound(store, round);
      const powers = describePowers(verdicts.find(({ candidateId }) => candidateId === chosen)?.powers ?? []);
      const newly = powers.length > 0 ? ` It newly ${powers.join('; ')}.` : '';
      await store.moveIncident({
        incidentId: round.incidentId,
        key: keyOf(round, `awaiting_approval/${round.attempt}`),
        to: 'awaiting_approval',
        message: `The proven fix waits for a person: approve or reject it.${newly}`,
        data: { attempt: round.attempt, powers },
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
