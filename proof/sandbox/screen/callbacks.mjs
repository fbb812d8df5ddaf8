// Functions that tests pass: what they gave when they were called, so that changes can be asked with the same ones.
import { readPlain, writePlain } from './values.mjs';

/** Calls of one function that are kept, and the longest text of what is kept of it. */
const CALLS = 24;
const LONGEST = 1_000;
/** Calls of functions that an answer gives. */
const TOLD = 20;

/** Notes what the functions of tests give. The number of a function stands for it until `describe` is asked. */
export function createCallbacks(steps) {
  const list = [];
  const stands = new WeakMap();

  /** What stands for a function from now on, and its number. */
  function standFor(original) {
    const known = stands.get(original);
    if (known) return known;
    const noted = { number: list.length, original, owner: null, gave: [] };
    list.push(noted);
    noted.stand = new Proxy(original, {
      apply(target, self, args) {
        const entry = begin(noted, args);
        try {
          const value = Reflect.apply(target, self, args);
          if (entry) note(entry, value);
          return value;
        } catch (error) {
          if (entry) Object.assign(entry, { how: 'throws', value: failureOf(error) });
          throw error;
        }
      },
    });
    stands.set(original, noted);
    stands.set(noted.stand, noted);
    return noted;
  }

  /** The description of a function: its text, where it says all; otherwise what it gave, and during which step. */
  function describe(number) {
    const { original, gave } = list[number];
    const source = String(original);
    if (source.length < LONGEST && repeats(source, gave, steps)) return { source };
    const kept = gave.slice(0, CALLS);
    while (JSON.stringify(kept).length > LONGEST) kept.pop();
    return { gave: kept };
  }
  return { standFor, describe };
}

/** A call of a function, before its result is known; null where enough are kept. */
function begin({ owner, gave }, args) {
  if (gave.length >= CALLS) return null;
  const entry = { at: owner?.steps?.length ?? 0, args: writePlain(args), how: 'gives', value: null };
  gave.push(entry);
  return entry;
}

function note(entry, value) {
  if (typeof value?.then !== 'function') {
    entry.value = writePlain(value);
    return;
  }
  entry.how = 'later';
  value.then(
    (result) => {
      entry.value = writePlain(result);
    },
    (error) => Object.assign(entry, { how: 'fails', value: failureOf(error) }),
  );
}

function failureOf(error) {
  return JSON.stringify([String(error?.name ?? 'Error'), String(error?.message ?? error)]);
}

/** Whether the text of a function, alone, gives all that it gave: then it needs nothing from around it. */
function repeats(source, gave, steps) {
  const known = gave.filter(({ how, args, value }) => how === 'gives' && args !== null && value !== null);
  if (known.length === 0 || known.length < gave.length) return false;
  try {
    const made = compiled(source, steps);
    return known.every(
      ({ args, value }) => value !== UNDEFINED && writePlain(made(...readPlain(args, {}))) === value,
    );
  } catch {
    return false;
  }
}

const UNDEFINED = writePlain(undefined);

function compiled(source, steps) {
  return new Function('__steps', `"use strict"; return (${source});`)(steps);
}

/**
 * Makes functions by their descriptions.
 * @param now the number of steps that were made of the object
 */
export function createPlayer(steps, now) {
  let told = [];
  function play({ source, gave = [] }) {
    if (source !== undefined) return compiled(source, steps);
    const counts = new Map();
    // What only says a value, as a clock does, may be asked as often as one likes.
    const isTold = gave.every(
      ({ how, value, args }) => how !== 'gives' || value === UNDEFINED || args !== '[]',
    );
    return (...args) => {
      const text = writePlain(args) ?? '[…]';
      if (isTold && told.length < TOLD) told.push(`(${text.slice(1, -1)})`);
      const entry = entryFor(gave, text, now(), counts);
      const value = entry?.value === undefined || entry.value === null ? undefined : entry.value;
      const made = () => (value === undefined ? undefined : readPlain(value, {}));
      if (!entry || entry.how === 'gives') return made();
      if (entry.how === 'later') return Promise.resolve(made());
      const error = new Error(made()[1]);
      error.name = made()[0];
      if (entry.how === 'fails') return Promise.reject(error);
      throw error;
    };
  }
  /** What was called since this was asked last, as text. */
  function takeTold() {
    const text = told.length > 0 ? `, calls back ${told.join(' ')}` : '';
    told = [];
    return text;
  }
  return { play, takeTold };
}

/** What a function gave to the same arguments at that step; else what it gave at that step, or before. */
function entryFor(gave, args, now, counts) {
  const same = gave.filter((entry) => entry.args === args);
  const among = same.length > 0 ? same : gave;
  const until = among.filter(({ at }) => at <= now);
  const at = (until.length > 0 ? until.at(-1) : among[0])?.at;
  const list = among.filter((entry) => entry.at === at);
  const key = `${at}\0${same.length > 0 ? args : ''}`;
  const count = counts.get(key) ?? 0;
  counts.set(key, count + 1);
  return list[Math.min(count, list.length - 1)];
}
