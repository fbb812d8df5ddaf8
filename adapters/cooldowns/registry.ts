import { SutureError } from '../../domain/errors.ts';
import type { Cooldowns } from '../../domain/ports/cooldowns.ts';
import type { Settings } from '../../domain/settings.ts';
import { createRedisCooldowns } from './redis.ts';
import type { CooldownSettings } from './settings.ts';
import { createSsmCooldowns } from './ssm.ts';

type Made = Cooldowns & { close(): Promise<void> };

/** Every value that `COOLDOWNS` may have, and what makes the adapter. */
const ADAPTERS: Record<CooldownSettings['COOLDOWNS'], (settings: Needed) => Made> = {
  redis: ({ REDIS_URL }) => {
    if (REDIS_URL) return createRedisCooldowns({ url: REDIS_URL });
    throw new SutureError(
      'invalid_settings',
      'COOLDOWNS is "redis" but REDIS_URL is not set; set it to an address such as redis://127.0.0.1:6379.',
    );
  },
  ssm: ({ SSM_PREFIX, AWS_REGION, AWS_ENDPOINT_URL }) => {
    if (SSM_PREFIX) {
      const client = {
        ...(AWS_REGION && { region: AWS_REGION }),
        ...(AWS_ENDPOINT_URL && { endpoint: AWS_ENDPOINT_URL }),
      };
      return createSsmCooldowns({ prefix: SSM_PREFIX, client });
    }
    throw new SutureError(
      'invalid_settings',
      'COOLDOWNS is "ssm" but SSM_PREFIX is not set; set it to a path of its own for each environment, such as /suture/production.',
    );
  },
};

type Needed = CooldownSettings & Pick<Settings, 'REDIS_URL'>;

/** The cooldowns that the settings ask for. @throws SutureError `invalid_settings`. */
export function createCooldowns(settings: Needed): Made {
  return ADAPTERS[settings.COOLDOWNS](settings);
}
