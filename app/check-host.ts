import type { MiddlewareHandler } from 'hono';
import { hostsOf, isAllowedHost } from '../domain/allowed-hosts.ts';
import { SutureError } from '../domain/errors.ts';
import type { Settings } from '../domain/settings.ts';
import { isIntake } from './intake/process/is-intake.ts';

/** Refuses requests for a name that is not this server's, so that a page of another site cannot read it. */
export function createHostCheck(
  settings: Pick<Settings, 'HOST' | 'SUTURE_URL' | 'PUBLIC_URL' | 'ALLOWED_HOSTS'>,
): MiddlewareHandler {
  const { HOST, SUTURE_URL, PUBLIC_URL, ALLOWED_HOSTS } = settings;
  const names = [HOST, ...hostsOf(SUTURE_URL, PUBLIC_URL), ...ALLOWED_HOSTS];
  return async (c, next) => {
    const host = c.req.header('Host');
    if (!isAllowedHost(host, names) && !(c.req.method === 'POST' && isIntake(c.req.path))) {
      throw new SutureError(
        'host_refused',
        `This server is not ${host}. Add the name to ALLOWED_HOSTS if it is, or use one of its own addresses.`,
        { benign: true },
      );
    }
    return next();
  };
}
