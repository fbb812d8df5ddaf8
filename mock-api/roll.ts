/** A way in which the upstream fails. */
export type FaultMode = 'latency' | 'wrong_data';

/** The answer to one call. */
export interface Roll {
  /** The wait before the answer, in milliseconds. */
  delayMs: number;
  /** Whether the answer is malformed (under HTTP 200). */
  malformed: boolean;
}

const LATENCY_SHARE = 0.6;
const WRONG_DATA_SHARE = 0.3;
const SHORTEST_DELAY_MS = 3400;
const LONGEST_DELAY_MS = 8000;

/**
 * Decides one call by one roll; the shares and delays are those of the fault injection guide: 60 % wait
 * uniform 3.4 to 8.0 s, 30 % are malformed. A second number is drawn only for the length of a wait.
 *
 * @param random uniform in [0, 1)
 */
export function rollAnswer(modes: ReadonlySet<FaultMode>, random: () => number): Roll {
  const latencyBelow = modes.has('latency') ? LATENCY_SHARE : 0;
  const malformedBelow = latencyBelow + (modes.has('wrong_data') ? WRONG_DATA_SHARE : 0);
  const roll = random();
  if (roll < latencyBelow) {
    const delayMs = SHORTEST_DELAY_MS + random() * (LONGEST_DELAY_MS - SHORTEST_DELAY_MS);
    return { delayMs, malformed: false };
  }
  return { delayMs: 0, malformed: roll < malformedBelow };
}

/** Numbers in [0, 1) that repeat with the seed (mulberry32, public domain, by Tommy Ettinger). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
