import type { Context, Handler, MiddlewareHandler } from 'hono';
import { SutureError } from '../../../domain/errors.ts';
import { createGuard } from '../../guard.ts';
import { SIGN_IN } from '../frame/paths.ts';
import { mayAct } from '../frame/session.ts';

/**
 * Makes handlers for the forms of our pages, guarded as the API is guarded. A request that is not a browser's form passes
 * on to the API. Where there is a token, only a signed-in browser may act, and only from a page of ours.
 */
export function createFormHandlers(adminToken: string | undefined) {
  const guard = adminToken === undefined ? createGuard(undefined) : createSessionGuard(adminToken);
  return (handle: (c: Context) => Promise<Response>): Handler =>
    async (c, next) => {
      if (!isForm(c)) return next();
      let answer: Response | undefined;
      const refusal = await guard(c, async () => {
        answer = await handle(c);
      });
      return refusal ?? answer;
    };
}

/** True for a form of a browser. Scripts send the same content type, but do not accept a page. */
export function isForm(c: Context): boolean {
  const type = c.req.header('Content-Type') ?? '';
  const form = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type);
  return form && (c.req.header('Accept') ?? '').includes('text/html');
}

function createSessionGuard(adminToken: string): MiddlewareHandler {
  return async (c, next) => {
    if (isForeign(c)) {
      throw new SutureError('cross_origin', 'A page of another site may not change anything here.', {
        benign: true,
      });
    }
    if (!mayAct(c, adminToken)) return c.redirect(SIGN_IN, 303);
    return next();
  };
}

/** A form that another site made the browser send. */
export function isForeign(c: Context): boolean {
  const site = c.req.header('Sec-Fetch-Site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = c.req.header('Origin');
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== c.req.header('Host'));
}
