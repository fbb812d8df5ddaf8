import type { MiddlewareHandler } from 'hono';
import { SutureError } from '../../domain/errors.ts';
import type { AppParts } from '../parts.ts';

/**
 * Finds the service that the bearer key of a request belongs to, before anything of the body is read: a sender without a
 * key learns nothing about it. Error: `unknown_key`.
 */
export function requireKey({ store }: Pick<AppParts, 'store'>): MiddlewareHandler {
  return async (c, next) => {
    const key = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
    const service = key ? await store.serviceOfKey(key) : null;
    if (!service) {
      throw new SutureError(
        'unknown_key',
        'No attached service has this key. Send "Authorization: Bearer <key>" with the key of the DSN.',
        { benign: true },
      );
    }
    c.set('service', service);
    await next();
  };
}

/** The error of a body that names another service than its key. */
export function foreignKey(service: string): SutureError {
  return new SutureError('unknown_key', `This key does not belong to ${service}.`, { benign: true });
}
