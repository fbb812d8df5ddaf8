'use strict';
const { dirname, join } = require('node:path');
const { fileURLToPath } = require('node:url');
const fs = require('node:fs');
const { SourceMap } = require('node:module');
const timers = require('node:timers');
const timersPromises = require('node:timers/promises');
const { promisify } = require('node:util');
const { startHurry } = require('./hurry.cjs');

/** A wait that is longer is reported, in milliseconds. */
const LONG_MS = 60_000;

/**
 * Follows timers that were set and have neither fired nor been cleared.
 * @returns `left`, which lists them, and `hurry`, after which all waits are over at once
 */
exports.watchTimers = function watchTimers(watch, report, { folder, own, most }) {
  const { parse } = JSON;
  const open = new Set();
  /** Read once: the map of a bundle takes long. */
  const maps = new Map();
  let hurry = null;
  const note =
    (kind) =>
    (timer, [, ms]) => {
      if (typeof timer !== 'object' || timer === null || open.size > most) return;
      if (open.size % 200 === 199) for (const one of open) if (isOver(one.timer)) open.delete(one);
      open.add({ timer, kind, ms: kind === 'setImmediate' ? 0 : Number(ms) || 1, stack: callers() });
    };
  const shorten = (index) => (list) => {
    if (hurry) list[index] = hurry.shorten(list[index]);
  };
  // These answer promises; what waits for them is not seen, so each is reported.
  for (const name of ['setTimeout', 'setInterval']) {
    watch(timersPromises, name, (list) => {
      if (Number(list[0]) > LONG_MS && !hurry) report(`pause ${Number(list[0])}`);
      shorten(0)(list);
    });
  }
  if (timersPromises.scheduler) watch(timersPromises.scheduler, 'wait', shorten(0));
  for (const holder of [globalThis, timers]) {
    for (const name of ['setTimeout', 'setInterval']) watch(holder, name, shorten(1), note(name));
    watch(holder, 'setImmediate', () => {}, note('setImmediate'));
    // `promisify(setTimeout)` is the function of `timers/promises`.
    const wait = timersPromises.setTimeout;
    holder.setTimeout = new Proxy(holder.setTimeout, {
      get: (target, key) => (key === promisify.custom ? wait : target[key]),
    });
  }
  return {
    left() {
      return [...open]
        .filter(({ timer }) => !isOver(timer))
        .flatMap(({ kind, ms, stack }) => {
          const place = placeOf(Array.isArray(stack) ? stack : []);
          return place ? [{ kind, ms, place }] : [];
        });
    },
    hurry() {
      hurry ??= startHurry();
    },
  };

  function callers() {
    const { stackTraceLimit, prepareStackTrace } = Error;
    Error.stackTraceLimit = 12;
    Error.prepareStackTrace = (_, sites) =>
      sites.map((site) => [
        site.getFileName(),
        site.getLineNumber(),
        site.getColumnNumber(),
        site.getFunctionName(),
        site.isEval(),
      ]);
    const { stack } = new Error();
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
    return stack;
  }
  /** The innermost place that is neither the platform's nor a package's; null where a package set the timer. */
  function placeOf(stack) {
    let computed = false;
    for (const [file, line, column, name, isEval] of stack) {
      computed ||= isEval;
      if (!file || file.startsWith(own) || file.startsWith('node:')) continue;
      const path = file.startsWith('file:') ? fileURLToPath(file) : file;
      const source = sourceOf(path, line, column) ?? path;
      if (source.includes('node_modules/')) return null;
      return `${name ?? 'a function'} in ${source.replace(`${folder}/`, '')}`;
    }
    return computed ? 'a computed function' : null;
  }
  function sourceOf(path, line, column) {
    if (!maps.has(path)) maps.set(path, mapOf(path));
    try {
      const { originalSource } = maps.get(path).findEntry(line - 1, column - 1);
      return originalSource ? join(dirname(path), originalSource) : null;
    } catch {
      return null;
    }
  }
  function mapOf(path) {
    try {
      return new SourceMap(parse(fs.readFileSync(`${path}.map`, 'utf8')));
    } catch {
      return null;
    }
  }
};

function isOver(timer) {
  return timer._destroyed === true;
}
