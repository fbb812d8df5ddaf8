import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { SutureError } from '../../../domain/errors.ts';
import type { AppParts } from '../../parts.ts';
import { leaveNotice } from '../frame/notice.ts';
import { INCIDENTS, SIGN_IN } from '../frame/paths.ts';
import { isToken, signIn, signOut } from '../frame/session.ts';
import { isForeign } from './form-request.ts';

/** Signs a browser in with the token, and out again. Without an `ADMIN_TOKEN` both do nothing. */
export function createSignInRoutes({ settings: { ADMIN_TOKEN } }: Pick<AppParts, 'settings'>): Hono {
  return new Hono()
    .use('/sign-in/*', bodyLimit({ maxSize: 4096 }), refuseForeign)
    .post('/sign-in', async (c) => {
      const { token } = await c.req.parseBody();
      if (ADMIN_TOKEN === undefined) return c.redirect(INCIDENTS, 303);
      if (typeof token !== 'string' || !isToken(token, ADMIN_TOKEN)) {
        leaveNotice(c, 'bad', 'The token is wrong.');
        return c.redirect(SIGN_IN, 303);
      }
      signIn(c, ADMIN_TOKEN);
      leaveNotice(c, 'good', 'This browser is signed in.');
      return c.redirect(INCIDENTS, 303);
    })
    .post('/sign-in/end', (c) => {
      signOut(c);
      return c.redirect(INCIDENTS, 303);
    });
}

async function refuseForeign(c: Context, next: () => Promise<void>): Promise<void> {
  if (c.req.method === 'POST' && isForeign(c)) {
    throw new SutureError('cross_origin', 'A page of another site may not sign anyone in here.', {
      benign: true,
    });
  }
  await next();
}
