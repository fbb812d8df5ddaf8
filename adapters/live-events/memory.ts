import type { LiveEvent } from '../../domain/incident.ts';
import type { LiveEvents } from '../../domain/ports/live-events.ts';

/**
 * Live events inside one process. What other processes change is not heard, so `connected` is false and pages
 * also ask the store now and then.
 */
export function createMemoryLiveEvents(): LiveEvents {
  const listeners = new Set<(event: LiveEvent) => void>();
  return {
    publish(event) {
      for (const listener of [...listeners]) queueMicrotask(() => listeners.has(listener) && listener(event));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    connected: () => false,
    async close() {
      listeners.clear();
    },
  };
}
