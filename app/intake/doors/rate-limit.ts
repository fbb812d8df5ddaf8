/** Services whose rate is remembered. */
const MOST_SERVICES = 10_000;
/** A storm may begin with as many events as this many seconds allow. */
const BURST_SECONDS = 10;

export interface RateLimit {
  /** @returns seconds until as many may be sent again; 0: they may be sent now, and are counted */
  take(service: string, events: number): number;
}

/** A token bucket for each service. */
export function createRateLimit(perSecond: number, now = () => performance.now()): RateLimit {
  const buckets = new Map<string, { at: number; left: number }>();
  const most = perSecond * BURST_SECONDS;
  return {
    take(service, events) {
      const at = now();
      const last = buckets.get(service) ?? { at, left: most };
      const left = Math.min(most, last.left + ((at - last.at) / 1_000) * perSecond);
      const wanted = Math.min(events, most);
      buckets.delete(service);
      buckets.set(service, { at, left: left >= wanted ? left - wanted : left });
      if (buckets.size > MOST_SERVICES) buckets.delete(buckets.keys().next().value as string);
      return left >= wanted ? 0 : Math.max(1, Math.ceil((wanted - left) / perSecond));
    },
  };
}
