import type { LiveEvent } from '../incident.ts';

/** Carries news to the pages. Best effort by design: the truth is in the store. */
export interface LiveEvents {
  /** Never throws and never waits for a broken connection. */
  publish(event: LiveEvent): void;
  /** Calls `listener` for each event until the returned function is called. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
  /** False while news cannot arrive; pages then ask the store now and then. */
  connected(): boolean;
  close(): Promise<void>;
}
