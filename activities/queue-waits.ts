import { activityInfo } from '@temporalio/activity';
import { incidentOfWorkflow } from '../domain/incident.ts';
import type { Store } from '../store/store.ts';
import type { Waiting } from './limited.ts';
import { stepOfThis } from './noting-waits.ts';

/** Shows heavy steps that wait until another heal leaves the sandbox. */
export function createQueueWaits(store: Pick<Store, 'beginWait' | 'endWait'>): Waiting {
  const stepOf = () => {
    const incidentId = incidentOfWorkflow(activityInfo().workflowExecution?.workflowId ?? '');
    return incidentId === null ? null : { incidentId, step: `${stepOfThis()}/queue` };
  };
  return {
    async begin() {
      const wait = stepOf();
      if (!wait) return;
      const on = 'a place in the sandbox';
      const reason = 'Other heals use all places; PROOF_CONCURRENCY sets how many there are.';
      await store.beginWait({
        ...wait,
        kind: 'queue',
        on,
        reason,
        url: null,
        untilMs: null,
        note: { key: `wait:${wait.step}`, message: `Waits for ${on}. ${reason}` },
      });
    },
    async end() {
      const wait = stepOf();
      if (wait)
        await store.endWait(wait, {
          key: `wait:${wait.step}:over`,
          message: 'A place in the sandbox is free.',
        });
    },
  };
}
