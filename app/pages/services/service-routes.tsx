import { Hono } from 'hono';
import { readState } from '../../briefing/read-state.ts';
import { briefServices } from '../../briefing/service-brief.ts';
import type { AppParts } from '../../parts.ts';
import { frameOf } from '../frame/frame.ts';
import { layout } from '../frame/layout.tsx';
import { createPageErrors } from '../frame/page-errors.tsx';
import { pageHeaders } from '../frame/page-headers.ts';
import { wantsPage } from '../frame/wants-page.ts';
import { ServicesPage } from './services-page.tsx';

/** `GET /services` for a browser: the attached services. A program gets JSON, from the API. */
export function createServicePages(parts: AppParts): Hono {
  const { store } = parts;
  const pages = new Hono();
  pages.onError(createPageErrors(parts));
  return pages.get(
    '/',
    (c, next) => (wantsPage(c) ? pageHeaders()(c, next) : next()),
    layout,
    async (c, next) => {
      if (!wantsPage(c)) return next();
      const [services, signs, state] = await Promise.all([
        store.listServices(),
        store.serviceSigns(),
        readState(store),
      ]);
      c.header('Cache-Control', 'no-store');
      c.header('Vary', 'Accept', { append: true });
      return c.render(
        <ServicesPage services={briefServices(services, signs)} now={state.now} />,
        frameOf(c, parts, state, { title: 'Services', here: 'services' }),
      );
    },
  );
}
