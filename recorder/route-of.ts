import { maskRoute } from './mask-route.ts';
import type { Underway } from './underway.ts';

/** What Express keeps on a request: the route that was matched last, and the path below which its router is mounted. */
interface Routed {
  baseUrl?: unknown;
  route?: { path?: unknown };
}

/** A part of a route that may be anything: `/:id`, `/:id(\\d+)`, `/:id?`. */
const PARAMETER = /\/:[^/]+/g;

/** The route of a request as its framework has it, else as far as the path shows it: `/orders/:id`. */
export function routeOf({ request, route, context, url }: Underway): string {
  const known = route ?? contextRoute(context) ?? expressRoute(request as Routed);
  return maskRoute(known === null ? url : known.replace(PARAMETER, '/:id'));
}

/** The route that Express matched; null where that is not a text. */
export function expressRoute(request: Routed, mounted: unknown = request.baseUrl): string | null {
  const path = request.route?.path;
  if (typeof path !== 'string') return null;
  return `${typeof mounted === 'string' ? mounted : ''}${path === '/' && mounted ? '' : path}`;
}

/** The route that Koa's router or hapi matched; null: neither did. */
function contextRoute(context: Underway['context']): string | null {
  const { _matchedRoute: matched, route } = context ?? {};
  if (typeof matched === 'string') return matched;
  if (typeof route?.path !== 'string' || route.method === '_special') return null;
  return route.path.replace(/\{[^}]*\}/g, ':id');
}

/** As Hono keeps a route that matched; `ALL` is also the method of what stands before routes. */
interface HonoRoute {
  method: string;
  path: string;
}

/**
 * The route of a request as Hono has it; null where only what stands before routes matched.
 * @param matched by Hono's router: what it calls, in this order, each with its route
 */
export function honoRoute(matched: unknown): string | null {
  const [called] = matched as [[[unknown, HonoRoute | undefined], unknown][]];
  const routes = called.flatMap(([[, route]]) => (typeof route?.path === 'string' ? [route] : []));
  const own = routes.filter(({ method }) => method !== 'ALL');
  const exact = [...own, ...routes].find(({ path }) => !path.endsWith('*'));
  return (exact ?? own[0])?.path ?? null;
}
