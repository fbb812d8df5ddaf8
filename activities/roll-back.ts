import { SutureError } from '../domain/errors.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import { overdueRollout, type Rollout } from '../domain/rollout.ts';
import type { Store } from '../store/store.ts';
import type { FixToRevert } from './fix-to-revert.ts';
import { readSubjectAt } from './read-subject.ts';
import { keyOf, unknownIncident } from './run.ts';

export interface RollBackRequest {
  incidentId: string;
  by: string;
  reason: string;
}

export interface RollBackPlan {
  fix: FixToRevert;
  /** Absent in histories from when there was one service only. */
  service?: string;
  /** How long the rollout of the revert may take. */
  deploySeconds: number;
}

export interface EndedRollBack {
  fix: FixToRevert;
  rollout: Rollout;
}

export function createRollBackActivities({ store, codeHosts }: { store: Store; codeHosts: CodeHosts }) {
  return {
    /** Finds the commit of a resolved incident to roll back. @throws `not_resolved`, `unknown_incident` */
    async planRollBack({ incidentId, by, reason }: RollBackRequest): Promise<RollBackPlan> {
      const detail = await store.getIncidentDetail(incidentId);
      if (!detail) throw unknownIncident(incidentId);
      const done = detail.attempts.findLast(({ commit }) => commit !== null);
      const { phase } = detail.incident;
      if (phase !== 'resolved' || !done?.commit) {
        throw new SutureError('not_resolved', `${incidentId} is ${phase}; there is no fix to roll back.`, {
          benign: true,
        });
      }
      const { service, fault } = await readSubjectAt({ store, codeHosts }, incidentId, done.commit);
      // The fix was rolled out and held; only its commit matters here.
      const rollout: Rollout = { ...overdueRollout(0), status: 'success', head: done.commit, detail: '' };
      const { healRun, number: attempt, commit } = done;
      const why = reason || 'no reason given';
      return {
        fix: { incidentId, healRun, attempt, commit, why, by, rollout, verification: null },
        service: service.name,
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
          message: `Rolled back by ${fix.by}: ${fix.why}`,
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

    /** Writes down why the fix could not be rolled back. */
    async failRollBack({ incidentId, error }: { incidentId: string; error: string }): Promise<void> {
      await store.addNote({
        incidentId,
        key: `roll-back-${incidentId}/failed`,
        message: `The fix could not be rolled back: ${error}`,
        data: {},
      });
    },
  };
}
