/** Routes of which good requests are kept. */
const MOST_ROUTES = 200;
/** After the first one, one of so many, and not sooner than this, in milliseconds. */
const ONE_OF = 1_000;
const PAUSE_MS = 60_000;

export interface Samples {
  /** Whether this request is to be kept if it goes well; by its method and route. */
  wants(name: string): boolean;
  /** A request that was wanted was kept. */
  kept(name: string): void;
}

/** Chooses good requests of each route, the first one and then one now and then. */
export function createSamples(): Samples {
  const routes = new Map<string, { seen: number; nextAt: number; after: number }>();
  return {
    wants(name) {
      let one = routes.get(name);
      if (!one) {
        if (routes.size >= MOST_ROUTES) return false;
        one = { seen: 0, nextAt: 1, after: 0 };
        routes.set(name, one);
      }
      one.seen += 1;
      return one.seen >= one.nextAt && performance.now() >= one.after;
    },
    kept(name) {
      const one = routes.get(name);
      if (!one) return;
      one.nextAt = one.seen + ONE_OF;
      one.after = performance.now() + PAUSE_MS;
    },
  };
}
