import { readFileSync } from 'node:fs';
import { processTree } from '../platform/process-tree.ts';

/** How often it is looked at how much of the time was a service's own, in milliseconds. */
const TICK_MS = 25;
/** For how many times as long a service is waited for that waits for a statement. */
const WAITING = 3;
/** After how many times its own time a service is given up that the machine does not let work. */
const LONGEST = 25;
/** How long a list of the processes of a service is used, in milliseconds. */
const LISTED_MS = 250;

/** How long the machine let a service wait so far, in milliseconds, and how long this process. */
export interface Delayed {
  delaysMs(): number[];
}

/** A limit on the time of a service in which the machine let it work, or in which it did nothing. */
export interface OwnTime {
  /** Fires when the time is over. */
  readonly signal: AbortSignal;
  /** What of the time was its own so far, in milliseconds. */
  spentMs(): number;
  /** True where it was given up because the machine was too busy: what it would have done is not known. */
  isLate(): boolean;
  clear(): void;
}

/**
 * How long the main threads of a program, and of this process, were ready to run and did not. Zero on other systems than Linux,
 * and where its kernel does not count it.
 * @param root the process above all others of the program; undefined: it could not be started
 */
export function delayOf(root: number | undefined): Delayed {
  let pids: number[] = [];
  let listedAt = Number.NEGATIVE_INFINITY;
  return {
    delaysMs() {
      if (process.platform !== 'linux') return [];
      const now = performance.now();
      if (root !== undefined && now - listedAt > LISTED_MS) {
        pids = processTree(root).map(({ pid }) => pid);
        listedAt = now;
      }
      return [pids.reduce((sum, pid) => sum + waitedMs(pid), 0), waitedMs('thread-self')];
    },
  };
}

/** Starts to count the own time of a service. Call `clear` once it has answered. */
export function ownTime(ms: number, { delaysMs }: Delayed, isWaiting: () => boolean = () => false): OwnTime {
  const controller = new AbortController();
  const began = performance.now();
  let at = began;
  let delays = delaysMs();
  let spent = 0;
  const count = () => {
    const [now, known] = [performance.now(), delays];
    delays = delaysMs();
    // Both may have waited at the same time.
    const held = Math.max(0, ...delays.map((delay, index) => delay - (known[index] ?? 0)));
    // What comes late all the same says that this process was busy.
    const own = Math.min(Math.max(0, now - at - held), TICK_MS);
    spent += own / (isWaiting() ? WAITING : 1);
    at = now;
  };
  const look = () => {
    count();
    if (spent >= ms || at - began >= ms * LONGEST) controller.abort();
    else timer = setTimeout(look, Math.min(TICK_MS, ms - spent));
  };
  let timer = setTimeout(look, Math.min(TICK_MS, ms));
  return {
    signal: controller.signal,
    spentMs() {
      if (!controller.signal.aborted) count();
      return spent;
    },
    isLate: () => controller.signal.aborted && spent < ms,
    clear: () => clearTimeout(timer),
  };
}

/** Resolves with what `promise` does; with null where it has not settled within a service's own time, or when the signal fires. */
export async function withinOwnTime<T>(
  promise: Promise<T>,
  ms: number,
  { delayed, signal }: { delayed: Delayed; signal: AbortSignal },
): Promise<T | null> {
  const time = ownTime(ms, delayed);
  const until = AbortSignal.any([signal, time.signal]);
  const over = new Promise<null>((resolve) => {
    if (until.aborted) resolve(null);
    until.addEventListener('abort', () => resolve(null), { once: true });
  });
  return Promise.race([promise, over]).finally(() => time.clear());
}

/** What Linux counts of the main thread of a process: its time on a processor, its time in the queue for one, in nanoseconds. */
function waitedMs(pid: number | string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1] ?? 0) / 1e6;
  } catch {
    return 0;
  }
}
