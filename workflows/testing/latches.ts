/** Points at which a test can hold a step, to act while the step is under way. */
export interface Latches {
  /** Called by the step: returns at once unless the point is held. */
  pass(point: string, signal: AbortSignal): Promise<void>;
  /** Called by the test: the next step that comes here waits. */
  hold(point: string): { arrived: Promise<void>; release(): void };
  /** Lets everyone go. */
  releaseAll(): void;
}

interface Hold {
  arrive(): void;
  released: Promise<void>;
  release(): void;
}

export function createLatches(): Latches {
  const holds = new Map<string, Hold>();
  return {
    async pass(point, signal) {
      const hold = holds.get(point);
      if (!hold) return;
      hold.arrive();
      await Promise.race([hold.released, aborted(signal)]);
    },
    hold(point) {
      const arrived = deferred();
      const released = deferred();
      const release = () => {
        holds.delete(point);
        released.resolve();
      };
      holds.set(point, { arrive: arrived.resolve, released: released.promise, release });
      return { arrived: arrived.promise, release };
    },
    releaseAll() {
      for (const hold of holds.values()) hold.release();
    },
  };
}

function deferred(): { promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
