import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { SutureError } from '../domain/errors.ts';

/** Host names of this machine's loopback interface. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * Refuses to listen beyond this machine without a token.
 * @throws SutureError `invalid_settings`
 */
export function requireTokenBeyondLoopback(settings: { HOST: string; ADMIN_TOKEN?: string }): void {
  if (settings.ADMIN_TOKEN || isLoopback(settings.HOST)) return;
  throw new SutureError(
    'invalid_settings',
    `HOST is ${settings.HOST}, which others can reach, and ADMIN_TOKEN is not set. Set ADMIN_TOKEN to a secret of at least 16 characters, or HOST to 127.0.0.1.`,
  );
}

/**
 * Guards requests that change state. With an `ADMIN_TOKEN` they need it as a bearer token, from any address, since a
 * router may forward them. Without one the app listens on loopback, where the risk is a page of another site in the
 * same browser: the headers that browsers add identify those.
 */
export function createGuard(adminToken: string | undefined): MiddlewareHandler {
  return async (context, next) => {
    if (context.req.method === 'GET' || context.req.method === 'HEAD') return next();
    if (adminToken) {
      const given = /^Bearer +(.+)$/i.exec(context.req.header('Authorization') ?? '')?.[1];
      if (given === undefined || !sameSecret(given, adminToken)) {
        throw new SutureError(
          'unauthorized',
          'This request changes state. Send the header "Authorization: Bearer <ADMIN_TOKEN>".',
          { benign: true },
        );
      }
      return next();
    }
    const site = context.req.header('Sec-Fetch-Site') ?? 'none';
    const origin = context.req.header('Origin');
    if ((site !== 'same-origin' && site !== 'none') || (origin && !isLoopbackOrigin(origin))) {
      throw new SutureError(
        'cross_origin',
        "A page of another site cannot change state here. Use Suture's own page or its command line.",
        {
          benign: true,
        },
      );
    }
    return next();
  };
}

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopback(new URL(origin).hostname);
}

/** Compares hashes, so that neither content nor length shows in the time. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
