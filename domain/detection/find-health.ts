import type { Place } from './place.ts';
import type { Finding } from './source-tree.ts';
import { sourcesOf } from './sources.ts';

/** Paths that health checks usually have, the likeliest first. */
const PATHS = [
  ...['/healthz', '/health', '/healthcheck', '/health-check', '/livez', '/live', '/readyz', '/ready', '/up'],
  ...['/api/health', '/api/healthz', '/api/v1/health', '/_health', '/health/live', '/health/ready'],
  ...['/ping', '/status'],
];
/**
 * A route as frameworks write one: `app.get('/up'`, `@Get('up')`, `url: '/up'`, and the comparison of a program on `node:http`.
 * A text alone may be an address elsewhere.
 */
const ROUTES = [
  /\.(?:get|all|use|route)\(\s*['"`]([^'"`]{1,60})['"`]/g,
  /@(?:Get|Controller)\(\s*['"`]([^'"`]{1,60})['"`]/g,
  /\b(?:url|path):\s*['"`](\/[^'"`]{1,60})['"`]/g,
  /(?:url|pathname|path)\s*={2,3}\s*['"`](\/[^'"`]{1,60})['"`]/g,
  /\bcase\s+['"`](?:GET )?(\/[^'"`]{1,60})['"`]\s*:/g,
];

/** The path of a health check: a usual one that a route of the sources has. */
export function findHealth(place: Place): Finding<string> | null {
  const found = new Map<string, string>();
  for (const path of sourcesOf(place)) {
    const text = place.tree.read(path) ?? '';
    for (const match of ROUTES.flatMap((route) => [...text.matchAll(route)])) {
      const route = `/${(match[1] ?? '').replace(/^\//, '')}`;
      if (PATHS.includes(route) && !found.has(route)) found.set(route, path);
    }
  }
  const value = PATHS.find((path) => found.has(path));
  return value === undefined ? null : { value, because: `${found.get(value)} has a route for it` };
}
