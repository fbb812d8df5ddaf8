import type { Context, HonoRequest } from 'hono';
import { SutureError } from '../../../domain/errors.ts';
import type { Recording } from '../../../domain/recording.ts';
import type { ServiceRecord } from '../../../domain/service.ts';
import type { AppParts } from '../../parts.ts';
import { createIntake } from '../core/create-intake.ts';
import { createKnownServices } from '../core/known-services.ts';
import { findKeys } from './find-keys.ts';
import { createRateLimit } from './rate-limit.ts';

/** What every way in shares. */
export type Doors = ReturnType<typeof createDoors>;

/** Keys, limits, and the one place that counts failures, for every way in. */
export function createDoors({
  store,
  settings,
  hideSecrets,
}: Pick<AppParts, 'store' | 'settings' | 'hideSecrets'>) {
  const services = createKnownServices(store);
  const intake = createIntake({ store, services, hide: hideSecrets });
  const limit = createRateLimit(settings.INTAKE_EVENTS_PER_SECOND);
  return {
    longestBody: settings.INTAKE_LARGEST_BODY,
    accept: intake.accept,
    hide: hideSecrets,
    /**
     * The service whose key came with a request.
     * @param more keys that its body holds
     * @throws SutureError `unknown_key`: none, an unknown one, or two that differ
     */
    async serviceOf(request: HonoRequest, more: readonly (string | null)[] = []): Promise<ServiceRecord> {
      const keys = [...new Set([...findKeys(request), ...more.flatMap((key) => key ?? [])])];
      const [key, ...others] = keys;
      if (others.length > 0) throw unknownKey('The request names two keys that differ. Send one.');
      const service = key ? await services.ofKey(key) : null;
      if (!service) throw unknownKey('No attached service has this key. Send the key of the DSN.');
      return service;
    },
    /** Seconds that a sender must wait; 0: its events are admitted. */
    wait: (service: ServiceRecord, recordings: readonly Recording[]) =>
      limit.take(service.name, recordings.length),
  };
}

function unknownKey(message: string): SutureError {
  return new SutureError('unknown_key', message, { benign: true });
}

/** The answer to a sender that reports too much, in the words of its protocol. */
export function slowDown(c: Context, seconds: number): Response {
  c.header('Retry-After', String(seconds));
  // https://develop.sentry.dev/sdk/foundations/transport/rate-limiting/
  c.header('X-Sentry-Rate-Limits', `${seconds}:error;default:key`);
  const message = `Too many reports of failures. Send more in ${seconds} seconds.`;
  return c.json({ error: { code: 'intake_busy', message } }, 429);
}
