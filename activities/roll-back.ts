import { SutureError } from '../domain/errors.ts';
import { overdueRollout, type Rollout } from '../domain/rollout.ts';
import type { SutureConfig } from '../domain/service-definition.ts';
import type { Store } from '../store/store.ts';
import type { FixToRevert } from './revert-fix.ts';
import { keyOf, readSubject, unknownIncident } from './run.ts';

export interface RollBackRequest {
  incidentId: string;
  by: string;
  reason: string;
}

export interface RollBackPlan {
  fix: FixToRevert;
  /** How long the rollout of the revert may take. */
  deploySeconds: number;
}

export interface EndedRollBack {
  fix: FixToRevert;
  rollout: Rollout;
}

export function createRollBackActivities({ store, config }: { store: Store; config: SutureConfig }) {
  return {
    /** Which commit of a resolved incident is taken back. @throws `not_resolved`, `unknown_incident` */
    async planRollBack({ incidentId, by, reason }: RollBackRequest): Promise<RollBackPlan> {
      const { incident, fault } = await readSubject(store, config, incidentId);
      const detail = await store.getIncidentDetail(incidentId);
      if (!detail) throw unknownIncident(incidentId);
      const done = detail.attempts.findLast(({ commit }) => commit !== null);
      if (incident.phase !== 'resolved' || !done?.commit) {
        throw new SutureError(
          'not_resolved',
          `${incidentId} is ${incident.phase}; there is no fix to take back.`,
          {
            benign: true,
          },
        );
      }
      // The fix was rolled out, and found to hold; of that only the commit matters here.
      const rollout: Rollout = { ...overdueRollout(0), status: 'success', head: done.commit, detail: '' };
      const { healRun, number: attempt, commit } = done;
      const why = reason || 'no reason given';
      return {
        fix: { incidentId, healRun, attempt, commit, why, by, rollout, verification: null },
        deploySeconds: fault.policy.deploySeconds,
      };
    },

    /** The fix is out of production, or a person must look at the delivery. */
    async endRollBack({ fix, rollout }: EndedRollBack): Promise<void> {
      if (rollout.status === 'success') {
        await store.moveIncident({
          incidentId: fix.incidentId,
          key: keyOf(fix, 'rolled_back_by_a_person'),
          to: 'rolled_back',
          message: `Taken back by ${fix.by}: ${fix.why}`,
          data: { by: fix.by, commit: fix.commit },
        });
        return;
      }
      await store.addNote({
        incidentId: fix.incidentId,
        key: keyOf(fix, 'roll_back_not_live'),
        message:
          `The revert is committed but not rolled out, so the fix is still live. ${rollout.detail}`.trim(),
        data: { by: fix.by },
      });
    },

    /** The fix could not be taken back; a person reads why. */
    async failRollBack({ incidentId, error }: { incidentId: string; error: string }): Promise<void> {
      await store.addNote({
        incidentId,
        key: `roll-back-${incidentId}/failed`,
        message: `The fix could not be taken back: ${error}`,
        data: {},
      });
    },
  };
}
