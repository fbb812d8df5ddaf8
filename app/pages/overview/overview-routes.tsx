import { Hono } from 'hono';
import type { AppParts } from '../../parts.ts';
import { frameOf, stateReader } from '../frame/frame.ts';
import { layout } from '../frame/layout.tsx';
import { createPageErrors } from '../frame/page-errors.tsx';
import { pageHeaders } from '../frame/page-headers.ts';
import { INCIDENTS } from '../frame/paths.ts';
import { OverviewPage } from './overview-page.tsx';
import { RANGES, RangeName } from './range.ts';

/** `GET /overview`: how well the healing goes, over time. */
export function createOverviewRoutes(parts: AppParts): Hono {
  const { service, store } = parts;
  const readState = stateReader(parts);
  const pages = new Hono();
  pages.onError(createPageErrors(parts));
  return pages
    .get('/', (c) => c.redirect(INCIDENTS, 302))
    .get('/overview', pageHeaders(), layout, async (c) => {
      const range = RangeName.parse(c.req.query('range'));
      const { interval, length } = RANGES[range];
      const [statistics, state] = await Promise.all([
        store.healStatistics(service.name, new Date(Date.now() - length), interval),
        readState(),
      ]);
      c.header('Cache-Control', 'no-store');
      return c.render(
        <OverviewPage statistics={statistics} range={range} service={service} />,
        frameOf(c, parts, state, { title: 'Overview', here: 'overview' }),
      );
    });
}
