import { SutureError } from '../../domain/errors.ts';
import type { Cooldowns } from '../../domain/ports/cooldowns.ts';
import type { Settings } from '../../domain/settings.ts';
import { createRedisCooldowns } from './redis.ts';

type Made = Cooldowns & { close(): Promise<void> };

/** Every value that `COOLDOWNS` may have, and what makes the adapter. */
const ADAPTERS: Record<Settings['COOLDOWNS'], (settings: CooldownSettings) => Made> = {
  redis: ({ REDIS_URL }) => {
    if (REDIS_URL) return createRedisCooldowns({ url: REDIS_URL });
    throw new SutureError(
      'invalid_settings',
      'COOLDOWNS is "redis" but REDIS_URL is not set; set it to an address such as redis://127.0.0.1:6379.',
    );
  },
};

export type CooldownSettings = Pick<Settings, 'COOLDOWNS' | 'REDIS_URL'>;

/** The cooldowns that the settings ask for. @throws SutureError `invalid_settings`. */
export function createCooldowns(settings: CooldownSettings): Made {
  return ADAPTERS[settings.COOLDOWNS](settings);
}
