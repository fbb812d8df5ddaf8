import type { Delivery } from '../../domain/ports/delivery.ts';
import { askLiveBuild, type RunningService } from './ask-live-build.ts';

/** What the recorder of a service reports. */
export interface ServiceRecorder {
  /** The release that started last; null when it reported none. */
  saidRelease(): Promise<string | null>;
  /** As in the port. */
  served(route: string, since: Date, method?: string | null): Promise<Record<string, number> | null>;
}

export interface WatchedOptions {
  running: RunningService;
  recorder: ServiceRecorder;
  /** The commit that the code host holds for deployed; null when it has no record. Absent: it keeps none. */
  deployed?: (() => Promise<string | null>) | undefined;
}

/**
 * A rollout that is not Suture's: nothing reports how it goes. Which commit is live is asked of the service itself, else it is
 * what the recorder of the service said at its start, else what the code host knows.
 */
export function createWatchedDelivery({ running, recorder, deployed }: WatchedOptions): Delivery {
  return {
    name: 'watched',
    async liveBuild() {
      return (await askLiveBuild(running)) ?? (await recorder.saidRelease()) ?? (await deployed?.()) ?? null;
    },
    served: recorder.served,
    outcome: async () => ({
      status: 'unknown',
      runUrl: null,
      detail: 'The rollout is not watched by its pipeline, only by which release is live.',
    }),
  };
}
