import { treeWorkMs } from '../platform/process-tree.ts';

/** How long the start of a program is waited for in any case, in milliseconds. */
const SURE_MS = 30_000;
/** How long one is waited for that is at work, in milliseconds: a compiler that checks types before each start, on a busy machine. */
const LONGEST_MS = 240_000;
/** A start may take so many times as long as the one that was measured before. */
const TIMES = 4;
/** How often a program that is late is looked at, in milliseconds. */
const LOOK_MS = 5_000;
/** A program that has worked less than this between two looks waits for something, in milliseconds. */
const WORKS_MS = 100;

/** How long the unchanged commit took to start, in milliseconds; null: it was not started yet. */
export interface MeasuredStart {
  ms: number | null;
}

/** What a wait depends on, for tests. */
export interface StartClock {
  sureMs: number;
  lookMs: number;
  workMs(pid: number): number | null;
}

export interface StartLimit {
  /** Fires when the start is not waited for any longer. */
  signal: AbortSignal;
  /** Why it is over, in a few words: `within 30 s`. */
  spent(): string;
  clear(): void;
}

/** The longest that a start is waited for, in milliseconds. */
export function longestStartMs({ ms }: MeasuredStart, sureMs = SURE_MS): number {
  return ms === null ? LONGEST_MS : Math.max(sureMs, ms * TIMES);
}

/**
 * Limits how long a start is waited for: 30 s, and longer while the program works, up to a few times what the unchanged commit took.
 * @param pid of the program; undefined where it could not be started
 */
export function limitStart(
  pid: number | undefined,
  started: MeasuredStart,
  { sureMs, lookMs, workMs }: StartClock = { sureMs: SURE_MS, lookMs: LOOK_MS, workMs: treeWorkMs },
): StartLimit {
  const longestMs = longestStartMs(started, sureMs);
  const controller = new AbortController();
  const since = performance.now();
  let isAtWork = false;
  let worked = 0;
  const look = () => {
    const now = (pid !== undefined && workMs(pid)) || 0;
    const over = performance.now() - since;
    isAtWork = now - worked >= WORKS_MS;
    worked = now;
    if (over >= longestMs || (over >= sureMs && !isAtWork)) return controller.abort();
    timer = setTimeout(look, Math.min(lookMs, longestMs - over));
  };
  let timer = setTimeout(look, Math.min(lookMs, sureMs));
  return {
    signal: controller.signal,
    spent: () =>
      `within ${Math.round((performance.now() - since) / 1_000)} s${isAtWork ? ', and is still at work' : ''}`,
    clear: () => clearTimeout(timer),
  };
}
