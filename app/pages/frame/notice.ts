import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { firstWords } from '../../../domain/cut-words.ts';

const COOKIE = 'suture_notice';
/** What a cookie can hold, with room to spare. */
const LONGEST = 600;

const Notice = z.object({ tone: z.enum(['good', 'wait', 'bad']), text: z.string().max(LONGEST + 1) });
/** What came of something that a person did, told once on the page that they see next. */
export type Notice = z.infer<typeof Notice>;

export function leaveNotice(c: Context, tone: Notice['tone'], text: string): void {
  const cut = firstWords(text, LONGEST);
  setCookie(c, COOKIE, JSON.stringify({ tone, text: cut }), {
    path: '/developer',
    httpOnly: true,
    sameSite: 'Strict',
    maxAge: 60,
  });
}

/** The notice that waits, which is gone then. A refresh of a page that is open does not take it from the next one. */
export function takeNotice(c: Context): Notice | null {
  if (c.req.header('Sec-Fetch-Mode') === 'cors') return null;
  const text = getCookie(c, COOKIE);
  if (text === undefined) return null;
  deleteCookie(c, COOKIE, { path: '/developer' });
  try {
    return Notice.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
