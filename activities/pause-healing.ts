import type { Store } from '../store/store.ts';

export interface Switching {
  paused: boolean;
  by: string;
  reason: string;
}

export function createPauseActivities({ store }: { store: Store }) {
  return {
    /** Pauses or revives healing for everybody, as a person asked for by a signal to a heal. */
    async switchHealing({ paused, by, reason }: Switching): Promise<void> {
      await store.setPaused(paused, reason ? `${by}: ${reason}` : by);
    },

    /** Opens a failed incident again. @throws `unknown_incident`, `illegal_move`, `not_open` */
    async reopenIncident({
      incidentId,
      by,
    }: {
      incidentId: string;
      by: string;
    }): Promise<{ healRun: number }> {
      return store.retryIncident(incidentId, by);
    },
  };
}
