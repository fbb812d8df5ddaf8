import { matchesRoute } from '../../domain/matches-route.ts';

/** Counts the requests that releases answered, by path, with bounds: of busy paths and services it says the least. */
export interface Traffic {
  /** A release answered a request. */
  count(sha: string, method: string, path: string): void;
  /** How many requests of a route each release answered since a time, in milliseconds since 1970; at least so many. */
  since(route: string, at: number): Record<string, number>;
  /** Since when it has counted, in milliseconds since 1970. */
  readonly began: number;
}

/** Paths that are kept, those asked for last; a path with an id in it is one of many. */
const MOST_PATHS = 2_000;
/** Times of a path that are kept. */
const MOST_TIMES = 100;
/** Longer paths are no route's. */
const LONGEST_PATH = 2_000;

export function createTraffic(now: () => number = Date.now): Traffic {
  const paths = new Map<string, { sha: string; path: string; times: number[] }>();
  return {
    began: now(),
    count(sha, method, url) {
      // These come from browsers and monitors, and reach no handler.
      if (method === 'OPTIONS' || method === 'HEAD') return;
      const path = url.split('?', 1)[0]?.slice(0, LONGEST_PATH) as string;
      const key = `${sha} ${path}`;
      const times = [...(paths.get(key)?.times ?? []), now()].slice(-MOST_TIMES);
      // The last in the order of the map is the one asked for last.
      paths.delete(key);
      paths.set(key, { sha, path, times });
      if (paths.size > MOST_PATHS) paths.delete(paths.keys().next().value as string);
    },
    since(route, at) {
      const counts: Record<string, number> = {};
      for (const { sha, path, times } of paths.values()) {
        if (!matchesRoute(route, path)) continue;
        const count = times.filter((time) => time >= at).length;
        if (count > 0) counts[sha] = (counts[sha] ?? 0) + count;
      }
      return counts;
    },
  };
}
