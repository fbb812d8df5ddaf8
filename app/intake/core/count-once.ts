/** Two reports of one failure arrive through different ways with times that differ by this at most, in milliseconds. */
const SAME_MS = 3_000;
/** Failures of one fault that are remembered for a report by another way. */
const MOST = 20_000;
/** Faults, and keys, that are remembered. */
const MOST_FAULTS = 2_000;
const MOST_KEYS = 200_000;

interface Seen {
  at: number;
  /** Who has reported it. */
  by: Set<string>;
}

interface Memory {
  seen: Seen[];
  /** By who reports: the first that it may still have to report. */
  next: Map<string, number>;
}

/**
 * Counts each failure once, however many ways report it: a report counts unless another way has reported a failure of the
 * same fault at the same time that this way has not.
 */
export function createCountOnce() {
  const faults = new Map<string, Memory>();
  const keys = new Set<string>();

  return {
    /** Whether a key is seen for the first time. */
    isFresh(key: string): boolean {
      if (keys.has(key)) return false;
      keys.add(key);
      if (keys.size > MOST_KEYS) keys.delete(keys.values().next().value as string);
      return true;
    },
    /** Forgets a key whose report could not be kept, so that it counts when it comes again. */
    forget(key: string): void {
      keys.delete(key);
    },
    /**
     * @param at when it failed, in milliseconds
     * @returns whether it counts
     */
    counts(fault: string, by: string, at: number): boolean {
      const memory = faults.get(fault) ?? { seen: [], next: new Map<string, number>() };
      if (!faults.has(fault)) {
        faults.set(fault, memory);
        if (faults.size > MOST_FAULTS) faults.delete(faults.keys().next().value as string);
      }
      const { seen, next } = memory;
      let place = next.get(by) ?? 0;
      for (
        let known = seen[place];
        known && (known.by.has(by) || known.at < at - SAME_MS);
        known = seen[place]
      ) {
        place += 1;
      }
      const match = seen[place];
      next.set(by, place);
      if (match && match.at <= at + SAME_MS) {
        match.by.add(by);
        return false;
      }
      seen.push({ at, by: new Set([by]) });
      if (seen.length > MOST) trim(memory);
      return true;
    },
  };
}
export type CountOnce = ReturnType<typeof createCountOnce>;

function trim({ seen, next }: Memory): void {
  const gone = MOST / 2;
  seen.splice(0, gone);
  for (const [by, place] of next) next.set(by, Math.max(0, place - gone));
}
