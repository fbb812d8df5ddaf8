import { keepsBaselines } from '../domain/service.ts';
import type { Store } from '../store/store.ts';
import { longStep } from './long-step.ts';

/** The heals that Temporal runs. Errors: `temporal_unavailable` (retryable). */
export interface RunningHeals {
  /** Workflow ids by Temporal's own list, which may lag by a second. */
  list(): Promise<string[]>;
  /** Cancels a heal and returns once it has closed; at once for one that does not run. */
  stop(workflowId: string, signal: AbortSignal): Promise<void>;
}

/** Healing is paused by then: what opens after so many looks waits at the gate and cannot commit anything. */
const LOOKS = 5;

export function createStopActivities({ store, heals }: { store: Store; heals: RunningHeals }) {
  return {
    /**
     * Pauses healing, and stops and deletes every heal of a service with baselines that runs, those included that start
     * meanwhile.
     */
    async stopHeals({ resetId }: { resetId: string }): Promise<{ deleted: number }> {
      await store.setPaused(true, `${resetId} puts everything back`);
      return longStep(async ({ signal, heartbeat }) => {
        const stopped = new Set<string>();
        let deleted = 0;
        for (let look = 1; look <= LOOKS; look += 1) {
          const reset = new Set((await store.listServices()).filter(keepsBaselines).map(({ name }) => name));
          const all = await store.openHeals();
          const open = all.filter(({ service }) => reset.has(service));
          const others = new Set(
            all.filter(({ service }) => !reset.has(service)).map(({ workflowId }) => workflowId),
          );
          const listed = (await heals.list()).filter((id) => !stopped.has(id) && !others.has(id));
          const running = [...new Set([...open.map(({ workflowId }) => workflowId), ...listed])];
          if (running.length === 0) break;
          heartbeat(`Stops ${running.length} heals`);
          await Promise.all(running.map((workflowId) => heals.stop(workflowId, signal)));
          for (const workflowId of running) stopped.add(workflowId);
          const ids = open.map(({ incidentId }) => incidentId);
          deleted = await store.deleteIncidents(ids, resetId);
        }
        await store.updateReset(resetId, { step: 'heals_cancelled', deleted });
        return { deleted };
      });
    },
  };
}
