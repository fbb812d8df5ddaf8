import type { Context } from 'hono';
import { accepts } from 'hono/accepts';

/** A browser names HTML; a client that accepts anything is a program, and gets JSON. */
export function wantsPage(c: Context): boolean {
  return (
    accepts(c, {
      header: 'Accept',
      supports: ['application/json', 'text/html'],
      default: 'application/json',
    }) === 'text/html'
  );
}
