import { Hono } from 'hono';
import { readState } from '../../briefing/read-state.ts';
import type { AppParts } from '../../parts.ts';
import { frameOf } from '../frame/frame.ts';
import { layout } from '../frame/layout.tsx';
import { createPageErrors } from '../frame/page-errors.tsx';
import { pageHeaders } from '../frame/page-headers.ts';
import { INCIDENTS } from '../frame/paths.ts';
import { OverviewPage } from './overview-page.tsx';
import { RANGES, RangeName } from './range.ts';

/** `GET /overview`: times, outcomes and cost of heals. */
export function createOverviewRoutes(parts: AppParts): Hono {
  const { store } = parts;
  const pages = new Hono();
  pages.onError(createPageErrors(parts));
  return pages
    .get('/', (c) => c.redirect(INCIDENTS, 302))
    .get('/overview', pageHeaders(), layout, async (c) => {
      const range = RangeName.parse(c.req.query('range'));
      const service = c.req.query('service') || null;
      const { interval, length } = RANGES[range];
      const [statistics, state] = await Promise.all([
        store.healStatistics(service, new Date(Date.now() - length), interval),
        readState(store),
      ]);
      c.header('Cache-Control', 'no-store');
      return c.render(
        <OverviewPage {...{ statistics, range, service, services: state.services }} />,
        frameOf(c, parts, state, { title: 'Overview', here: 'overview' }),
      );
    });
}
