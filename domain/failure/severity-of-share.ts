import { Severity } from '../service-definition.ts';

/** Fewer requests say little about the rest. */
const FEWEST = 20;
/** Shares of a route's requests: an outage of it, and what many of its callers meet. */
const SHARES: [number, Severity][] = [
  [0.5, 'critical'],
  [0.1, 'high'],
];

/**
 * How severe a fault is by its effect.
 * @param failed requests of a route that failed
 * @param served requests of the route meanwhile, the failed ones included
 * @returns null: too few to say, or a small share
 */
export function severityOfShare(failed: number, served: number): Severity | null {
  if (served < FEWEST) return null;
  const share = failed / served;
  return SHARES.find(([least]) => share >= least)?.[1] ?? null;
}

/** Whether the first is the more severe one. */
export function isWorse(one: Severity, other: Severity): boolean {
  const order = Severity.options;
  return order.indexOf(one) > order.indexOf(other);
}
