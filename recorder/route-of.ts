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
  const matched = context?._matchedRoute;
  const known = route ?? (typeof matched === 'string' ? matched : expressRoute(request as Routed));
  return maskRoute(known === null ? url : known.replace(PARAMETER, '/:id'));
}

/** The route that Express matched; null where that is not a text. */
export function expressRoute(request: Routed, mounted: unknown = request.baseUrl): string | null {
  const path = request.route?.path;
  if (typeof path !== 'string') return null;
  return `${typeof mounted === 'string' ? mounted : ''}${path === '/' && mounted ? '' : path}`;
}
