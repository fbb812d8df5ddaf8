// Timers that fire at once in the order of their time, so that a change that waits costs nothing.

/** Turns of the real loop that a promise may take when something outside is under way. */
const TURNS = 400;
const REAL = { setImmediate, resources: () => process.getActiveResourcesInfo().length, now: Date.now };

export function createClock() {
  let now = 0;
  let count = 0;
  const timers = new Map();
  const add = (run, ms, every) => {
    count += 1;
    const id = count;
    const timer = {
      id,
      ref: () => timer,
      unref: () => timer,
      hasRef: () => true,
      refresh: () => timer,
      [Symbol.toPrimitive]: () => id,
      [Symbol.dispose]: () => timers.delete(id),
    };
    timers.set(id, { id, at: now + Math.max(0, Number(ms) || 0), run, every });
    return timer;
  };
  const clear = (timer) => void timers.delete(typeof timer === 'object' ? timer?.id : timer);

  /** Fires the next timer; false when there is none. */
  function fire() {
    let next = null;
    for (const timer of timers.values()) if (!next || timer.at < next.at) next = timer;
    if (!next) return false;
    now = Math.max(now, next.at);
    if (next.every === null) timers.delete(next.id);
    else next.at = now + Math.max(1, next.every);
    next.run();
    return true;
  }

  const globals = {
    setTimeout: (run, ms, ...args) => add(() => run(...args), ms, null),
    setInterval: (run, ms, ...args) => add(() => run(...args), ms, Number(ms) || 0),
    setImmediate: (run, ...args) => add(() => run(...args), 0, null),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  };
  class VirtualDate extends Date {
    constructor(...args) {
      if (args.length) super(...args);
      else super(VirtualDate.now());
    }
    static now() {
      return Math.round(REAL.now() + now);
    }
  }
  return {
    begin() {
      now = 0;
      timers.clear();
    },
    globals,
    Date: VirtualDate,
    promises: {
      setTimeout: (ms, value) => new Promise((resolve) => add(() => resolve(value), ms, null)),
      setImmediate: (value) => new Promise((resolve) => add(() => resolve(value), 0, null)),
    },
    /** Waits for a promise; fires timers while nothing else moves. @throws when it cannot settle any more */
    async settle(promise) {
      let state = null;
      promise.then(
        (value) => {
          state = { value };
        },
        (error) => {
          state = { error };
        },
      );
      // Most promises settle at once; the count is only asked for where one waits.
      let resources = -1;
      let fired = 0;
      for (let turn = 0; !state; turn += 1) {
        for (let tick = 0; tick < 12 && !state; tick += 1) await null;
        if (state) break;
        if (turn % 2 === 1 && fired < 10_000 && fire()) {
          fired += 1;
          continue;
        }
        if (resources < 0) resources = REAL.resources();
        await new Promise((resolve) => REAL.setImmediate(resolve));
        const idle = turn > 8 && timers.size === 0 && REAL.resources() <= resources;
        if (!state && (idle || turn > TURNS + fired * 2)) {
          const error = new Error('it does not settle');
          error.tooMany = true;
          throw error;
        }
      }
      if ('error' in state) throw state.error;
      return state.value;
    },
  };
}
