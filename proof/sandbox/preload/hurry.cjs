'use strict';
const { performance } = require('node:perf_hooks');

/** How many times as fast as time passes from then on. A pause of a minute is over after 6 ms. */
const FACTOR = 10_000;

/**
 * Lets time pass faster, so that a loop with long pauses shows whether it ends: pauses are short, and the clocks agree with
 * them, so that a deadline passes as well. Only for a service that nothing else is asked of.
 */
exports.startHurry = function startHurry() {
  const { apply, construct } = Reflect;
  const RealDate = globalThis.Date;
  const realNow = RealDate.now;
  const began = realNow();
  const ahead = () => (realNow() - began) * (FACTOR - 1);
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, list, made) =>
      construct(target, list.length === 0 ? [realNow() + ahead()] : list, made),
  });
  RealDate.now = () => realNow() + ahead();
  const { now } = performance;
  performance.now = new Proxy(now, {
    apply: (target, _, list) => apply(target, performance, list) + ahead(),
  });
  const { hrtime } = process;
  const { bigint } = hrtime;
  hrtime.bigint = () => bigint() + BigInt(Math.round(ahead() * 1e6));
  const { timeout } = AbortSignal;
  const shorten = (ms) => Math.max(1, (Number(ms) || 0) / FACTOR);
  AbortSignal.timeout = new Proxy(timeout, {
    apply: (target, self, [ms, ...rest]) => apply(target, self, [Math.ceil(shorten(ms)), ...rest]),
  });
  return { shorten };
};
