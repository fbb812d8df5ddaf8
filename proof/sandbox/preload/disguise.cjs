'use strict';
const Module = require('node:module');
const { performance } = require('node:perf_hooks');

/** Hides by what a service could know a proof: the preloaded files, their variables, the age of the process. */
exports.disguise = function disguise(own) {
  const { env } = process;
  delete env.NODE_REPORT_SOCKET;
  delete env.NODE_REPORT_FOLDER;
  delete env.NODE_CLOCK_START;
  const options = (env.NODE_OPTIONS ?? '')
    .replace(/--max-old-space-size=\d+ ?/, '')
    .replace(/--require "[^"]*preload\/main\.cjs" ?/, '')
    .trim();
  if (options) env.NODE_OPTIONS = options;
  else delete env.NODE_OPTIONS;
  for (const list of [require.cache, Module._pathCache]) {
    for (const [key, value] of Object.entries(list ?? {})) {
      if (key.startsWith(own) || String(value?.filename ?? value).startsWith(own)) delete list[key];
    }
  }
  // A release runs for hours or days; a proof's processes are seconds old.
  const offset = 3_600_000 + Math.random() * 36 * 3_600_000;
  const { uptime } = process;
  process.uptime = new Proxy(uptime, {
    apply: (target) => Reflect.apply(target, process, []) + offset / 1_000,
  });
  const { now } = performance;
  const { timeOrigin } = performance;
  const shifted = {
    now: new Proxy(now, { apply: (target) => Reflect.apply(target, performance, []) + offset }),
    timeOrigin: timeOrigin - offset,
  };
  for (const [name, value] of Object.entries(shifted)) {
    // Node 18 and older have their own, which cannot be assigned.
    Object.defineProperty(performance, name, { value, writable: true, configurable: true, enumerable: true });
  }
};
