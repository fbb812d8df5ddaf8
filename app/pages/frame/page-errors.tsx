import type { Context, ErrorHandler } from 'hono';
import { SutureError } from '../../../domain/errors.ts';
import type { AppParts } from '../../parts.ts';
import { frameOf } from './frame.ts';
import { StoreAwayPage, TroublePage } from './trouble-page.tsx';

/** Shows an error as a page. An error of a request that did not ask for a page goes to the app's own handler. */
export function createPageErrors(parts: Pick<AppParts, 'settings' | 'log'>): ErrorHandler {
  return (error, c: Context) => {
    if (!(c.req.header('Accept') ?? '').includes('text/html')) throw error;
    const show = (title: string, text: string) =>
      c.render(<TroublePage title={title} text={text} />, frameOf(c, parts, null, { title, here: null }));
    c.header('Cache-Control', 'no-store');
    if (error instanceof SutureError && error.type === 'store_unavailable') {
      c.status(503);
      const title = 'PostgreSQL does not answer';
      return c.render(<StoreAwayPage />, frameOf(c, parts, null, { title, here: null }));
    }
    if (error instanceof SutureError && error.type === 'cross_origin') {
      c.status(403);
      return show('That came from another site', error.message);
    }
    parts.log(`${c.req.method} ${c.req.path}: ${error.stack ?? error}`);
    c.status(500);
    return show(
      'The page could not be shown',
      'Unexpected error; the log of the app has the details. Try again.',
    );
  };
}
