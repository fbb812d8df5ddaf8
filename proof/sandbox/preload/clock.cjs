'use strict';
const { performance } = require('node:perf_hooks');

/**
 * Lets the clock of a program show another time, and run on from there. Timers, and what measures spans, stay as they are.
 * @returns a function that sets the clock, in milliseconds since 1970
 */
exports.startClock = function startClock() {
  const { apply, construct } = Reflect;
  const RealDate = globalThis.Date;
  const realNow = RealDate.now;
  const { timeOrigin } = performance;
  let ahead = 0;
  let isShifted = false;
  const now = () => realNow() + ahead;
  function shift() {
    const Shifted = new Proxy(RealDate, {
      construct: (target, list, made) => construct(target, list.length === 0 ? [now()] : list, made),
      // Called without `new` it gives a text of now.
      apply: () => String(new RealDate(now())),
    });
    RealDate.now = new Proxy(realNow, { apply: () => now() });
    RealDate.prototype.constructor = Shifted;
    globalThis.Date = Shifted;
    const { DateTimeFormat } = Intl;
    for (const name of ['formatToParts', 'format']) withoutDate(DateTimeFormat.prototype, name);
  }
  /** Formats now where it is given no date. */
  function withoutDate(prototype, name) {
    const described = Object.getOwnPropertyDescriptor(prototype, name);
    const around = (original) =>
      new Proxy(original, {
        apply: (target, self, list) => apply(target, self, list[0] === undefined ? [now()] : list),
      });
    // `format` is bound to its object when it is read.
    if (described?.get) {
      const { get } = described;
      const read = new Proxy(get, { apply: (target, self) => around(apply(target, self, [])) });
      Object.defineProperty(prototype, name, { ...described, get: read });
    } else if (described) prototype[name] = around(described.value);
  }
  return function set(time) {
    if (!isShifted) shift();
    isShifted = true;
    ahead = time - realNow();
    const shifted = { value: timeOrigin + ahead, writable: true, configurable: true, enumerable: true };
    Object.defineProperty(performance, 'timeOrigin', shifted);
  };
};
