import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { SutureError } from '../../domain/errors.ts';
import type { AppParts } from '../parts.ts';
import { assets } from './assets.ts';
import { IncidentsPage, StoreAwayPage } from './incidents-page.tsx';
import { layout } from './layout.tsx';

/** The page for people, and the files that it needs. Nothing comes from outside this machine. */
export function createDashboardRoutes({ settings, store }: AppParts): Hono {
  const temporal = settings.TEMPORAL_UI_URL
    ? { url: settings.TEMPORAL_UI_URL.replace(/\/+$/, ''), namespace: settings.TEMPORAL_NAMESPACE }
    : null;
  const pageHeaders = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    // The embedded stack speaks plain HTTP.
    strictTransportSecurity: false,
  });

  return new Hono()
    .get('/', pageHeaders, layout, async (c) => {
      const title = 'Suture – incidents';
      const buildSha = settings.BUILD_SHA;
      c.header('Cache-Control', 'no-store');
      try {
        const [{ incidents, counts }, healing] = await Promise.all([store.listIncidents(), store.healing()]);
        return c.render(<IncidentsPage {...{ incidents, counts, healing, temporal, buildSha }} />, { title });
      } catch (error) {
        if (!(error instanceof SutureError && error.type === 'store_unavailable')) throw error;
        c.status(503);
        return c.render(<StoreAwayPage buildSha={buildSha} />, { title });
      }
    })
    .get('/assets/:name', pageHeaders, (c) => {
      const name = c.req.param('name');
      const asset = Object.hasOwn(assets, name) ? assets[name] : undefined;
      if (!asset) return c.notFound();
      c.header('Content-Type', asset.type);
      // A release changes these without changing their names.
      c.header('Cache-Control', 'no-cache');
      return c.body(asset.text);
    });
}
