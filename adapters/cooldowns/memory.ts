import type { Cooldowns } from '../../domain/ports/cooldowns.ts';

/** Cooldowns of one process, for tests: gone when it ends. */
export function createMemoryCooldowns(): Cooldowns {
  const running = new Map<string, Map<string, { holder: string; until: number }>>();

  function current(service: string, faultCode: string): { holder: string; until: number } | null {
    const found = running.get(service)?.get(faultCode);
    return found && found.until > Date.now() ? found : null;
  }

  return {
    name: 'memory',

    async remaining(service, faultCode) {
      const found = current(service, faultCode);
      return found ? found.until - Date.now() : null;
    },

    async start(service, faultCode, holder, seconds) {
      if (seconds <= 0) return true;
      const found = current(service, faultCode);
      if (found) return found.holder === holder;
      const ofService = running.get(service) ?? new Map();
      running.set(service, ofService);
      ofService.set(faultCode, { holder, until: Date.now() + seconds * 1_000 });
      return true;
    },

    async clear(service) {
      const codes = [...(running.get(service)?.keys() ?? [])];
      const cleared = codes.filter((faultCode) => current(service, faultCode)).length;
      running.delete(service);
      return cleared;
    },
  };
}
