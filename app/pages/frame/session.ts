import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

const SESSION = 'suture_session';
const NAME = 'suture_name';
const WEEK = 7 * 86_400;
/** Longest name, as the routes allow it. */
const LONGEST_NAME = 100;

/** Strict: a page of another site cannot make the browser send them. */
function cookie(c: Context, maxAge: number) {
  return {
    path: '/developer',
    httpOnly: true,
    sameSite: 'Strict' as const,
    secure: new URL(c.req.url).protocol === 'https:',
    maxAge,
  };
}

/** Whether forms of this browser may change something: always where there is no token, else once it was shown. */
export function mayAct(c: Context, adminToken: string | undefined): boolean {
  if (adminToken === undefined) return true;
  const given = Buffer.from(getCookie(c, SESSION) ?? '');
  const expected = Buffer.from(proofOf(adminToken));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The browser keeps a proof that the token was shown, not the token. */
export function signIn(c: Context, adminToken: string): void {
  setCookie(c, SESSION, proofOf(adminToken), cookie(c, WEEK));
}

export function signOut(c: Context): void {
  deleteCookie(c, SESSION, { path: '/developer' });
}

/** True when a token that someone typed is the right one. */
export function isToken(given: string, adminToken: string): boolean {
  return timingSafeEqual(Buffer.from(proofOf(given)), Buffer.from(proofOf(adminToken)));
}

/** The name that a person gave with a decision, to fill in the next form. */
export function nameOf(c: Context): string {
  return (getCookie(c, NAME) ?? '').slice(0, LONGEST_NAME);
}

export function rememberName(c: Context, name: string): void {
  setCookie(c, NAME, name, cookie(c, 52 * WEEK));
}

function proofOf(token: string): string {
  return createHmac('sha256', token).update('suture page session 1').digest('base64url');
}
