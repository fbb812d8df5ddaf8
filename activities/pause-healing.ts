import { activityInfo } from '@temporalio/activity';
import { SutureError } from '../domain/errors.ts';
import { incidentOfWorkflow } from '../domain/incident.ts';
import type { ApprovalDeps } from './approve-fix.ts';

export interface Switching {
  paused: boolean;
  by: string;
  reason: string;
}

export function createPauseActivities({ store, temporalDecisions }: ApprovalDeps) {
  return {
    /** Pauses or revives healing for everybody, as a person asked for by a signal to a heal. */
    async switchHealing({ paused, by, reason }: Switching): Promise<void> {
      if (!temporalDecisions) {
        const { workflowExecution, activityId } = activityInfo();
        const incidentId = incidentOfWorkflow(workflowExecution?.workflowId ?? '');
        if (incidentId === null) return;
        return store.addNote({
          incidentId,
          key: `unchecked_switch/${workflowExecution?.runId}/${activityId}`,
          message: `A signal in the name of ${by} to ${paused ? 'pause' : 'revive'} healing came by Temporal and does not count. Use the page, the API or the command line, or set TEMPORAL_DECISIONS=accept.`,
          data: { by },
        });
      }
      await store.setPaused(paused, reason ? `${by}: ${reason}` : by);
    },

    /** Opens a failed incident again. @throws `unauthorized`, `unknown_incident`, `illegal_move`, `not_open` */
    async reopenIncident({
      incidentId,
      by,
    }: {
      incidentId: string;
      by: string;
    }): Promise<{ healRun: number }> {
      if (!temporalDecisions) {
        throw new SutureError(
          'unauthorized',
          `Retry ${incidentId} on the page, by the API or by the command line, or set TEMPORAL_DECISIONS=accept.`,
        );
      }
      return store.retryIncident(incidentId, by);
    },
  };
}
