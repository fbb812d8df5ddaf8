/** The longest time that a raised limit may allow, in milliseconds. */
const LONGEST_MS = 600_000;
/** By how much a limit is raised where nothing tells how long it really takes. */
const LADDER = [2, 4, 8] as const;

const UNITS: Record<string, number> = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration as PostgreSQL reads it: `2500`, `'2500ms'`, `'5s'`. */
export function milliseconds(amount: string, unit: string | undefined): number {
  return Number(amount) * (UNITS[unit || 'ms'] ?? 1);
}

/** A whole amount of the unit that is at least so many milliseconds. */
export function amountOf(ms: number, unit: string | undefined): string {
  return String(Math.ceil(ms / (UNITS[unit || 'ms'] ?? 1)));
}

/** Rounds a limit up to what a person would write: hundreds of milliseconds, above two seconds half seconds. */
function roundUp(ms: number): number {
  const step = ms > 2000 ? 500 : 100;
  return Math.ceil(ms / step) * step;
}

/** The limits to try instead of `ms`, with how likely each is enough. */
export function ladder(ms: number, slowestMs: number | null): { ms: number; weight: number }[] {
  if (slowestMs !== null && slowestMs > ms) {
    return [1.25, 2, 4].map((factor, index) => ({
      ms: Math.min(LONGEST_MS, roundUp(slowestMs * factor)),
      weight: 1 - 0.15 * index,
    }));
  }
  return LADDER.map((factor, index) => ({
    ms: Math.min(LONGEST_MS, ms * factor),
    weight: 0.9 - 0.08 * index,
  }));
}

/** How well a limit explains failures after so many milliseconds, 0 to 1. */
export function explains(limitMs: number, latencies: readonly (number | null)[]): number {
  const known = latencies.filter((latency) => latency !== null);
  if (known.length === 0) return 0.9;
  return known.some((latency) => latency >= limitMs * 0.9 && latency < limitMs * 1.6 + 300) ? 1 : 0.75;
}
