/** A place that was asked for. */
export interface Place {
  /** Resolves once the work may begin. */
  admitted: Promise<void>;
  /** Gives the place to the next, or leaves the queue. */
  release(): void;
}

interface Waiting {
  owner: string;
  admit(): void;
}

/**
 * Lets at most `width` pieces of work run at a time. Of those that wait, the owner comes first that was admitted longest ago,
 * so that one with much work does not hold up the others; the work of one owner keeps its order.
 */
export function createFairSemaphore(width: number): { enter(owner: string): Place } {
  let queue: Waiting[] = [];
  let running = 0;
  let turns = 0;
  /** The number of each owner's last turn, for those that run or wait. */
  const lastTurn = new Map<string, number>();
  const inUse = new Map<string, number>();

  function count(owner: string, by: 1 | -1): void {
    const now = (inUse.get(owner) ?? 0) + by;
    if (now > 0) inUse.set(owner, now);
    else inUse.delete(owner);
  }

  function begin({ owner, admit }: Waiting): void {
    running += 1;
    turns += 1;
    lastTurn.set(owner, turns);
    admit();
  }

  function next(): void {
    if (running >= width) return;
    const turnOf = ({ owner }: Waiting) => lastTurn.get(owner) ?? 0;
    // The sort is stable: within an owner the order stays.
    const [first] = [...queue].sort((one, other) => turnOf(one) - turnOf(other));
    if (first) {
      queue = queue.filter((each) => each !== first);
      begin(first);
    } else forget();
  }

  /** Nobody waits: who was admitted when does not matter any more, but for those that run. */
  function forget(): void {
    for (const owner of lastTurn.keys()) if (!inUse.has(owner)) lastTurn.delete(owner);
  }

  return {
    enter(owner) {
      count(owner, 1);
      let admit = () => {};
      let isOver = false;
      const admitted = new Promise<void>((resolve) => {
        admit = resolve;
      });
      const waiting: Waiting = { owner, admit };
      queue = [...queue, waiting];
      next();
      return {
        admitted,
        release() {
          if (isOver) return;
          isOver = true;
          count(owner, -1);
          if (queue.includes(waiting)) queue = queue.filter((each) => each !== waiting);
          else running -= 1;
          next();
        },
      };
    },
  };
}
