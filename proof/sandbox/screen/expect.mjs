// `expect` of Jest and Vitest: the matchers that compare values.
import { isDeepStrictEqual } from 'node:util';

class Unequal extends Error {
  constructor(actual, expected, matcher) {
    super(`expect ${matcher}`);
    this.name = 'AssertionError';
    this.actual = actual;
    this.expected = expected;
  }
}
const like = (test) => ({ $like: test });

/** Equality that leaves out properties that are undefined, as `toEqual` does. */
function equals(a, b) {
  if (b?.$like) return b.$like(a);
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) return a.length === b.length && a.every((item, index) => equals(item, b[index]));
  const tag = Object.prototype.toString.call(a);
  if (tag !== Object.prototype.toString.call(b)) return false;
  if (tag !== '[object Object]')
    return a instanceof Error ? a.message === b.message : isDeepStrictEqual(a, b);
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => equals(a[key], b[key]));
}
const contains = (a, b) =>
  Object.keys(b).every((key) =>
    b[key] !== null &&
    typeof b[key] === 'object' &&
    !b[key].$like &&
    !Array.isArray(b[key]) &&
    a?.[key] &&
    typeof a[key] === 'object'
      ? contains(a[key], b[key])
      : a !== null && a !== undefined && key in Object(a) && equals(a[key], b[key]),
  );
const at = (value, path) =>
  (Array.isArray(path)
    ? path
    : String(path)
        .replace(/\[(\w+)\]/g, '.$1')
        .split('.')
  ).reduce((found, key) => found?.[key], value);
function throwsLike(run, expected, isError = false) {
  let thrown = run;
  if (!isError) {
    thrown = undefined;
    try {
      run();
      return false;
    } catch (error) {
      if (error?.tooMany) throw error;
      thrown = error;
    }
  }
  const message = String(thrown?.message ?? thrown);
  if (expected === undefined) return true;
  if (typeof expected === 'string') return message.includes(expected);
  if (expected instanceof RegExp) return expected.test(message);
  if (typeof expected === 'function') return thrown instanceof expected || thrown?.name === expected.name;
  return expected.$like ? expected.$like(thrown) : message === expected.message;
}
const called = (mock, args) => mock.mock.calls.some((call) => equals(call, args));

const MATCHERS = {
  toBe: (a, b) => Object.is(a, b),
  toEqual: equals,
  toStrictEqual: (a, b) => (hasLike(b) ? equals(a, b) : isDeepStrictEqual(a, b)),
  toBeNull: (a) => a === null,
  toBeUndefined: (a) => a === undefined,
  toBeDefined: (a) => a !== undefined,
  toBeNaN: (a) => Number.isNaN(a),
  toBeTruthy: Boolean,
  toBeFalsy: (a) => !a,
  toBeGreaterThan: (a, b) => a > b,
  toBeGreaterThanOrEqual: (a, b) => a >= b,
  toBeLessThan: (a, b) => a < b,
  toBeLessThanOrEqual: (a, b) => a <= b,
  toBeCloseTo: (a, b, digits = 2) => a === b || Math.abs(a - b) < 10 ** -digits / 2,
  toContain: (a, b) => (typeof a === 'string' ? a.includes(b) : [...a].includes(b)),
  toContainEqual: (a, b) => [...a].some((item) => equals(item, b)),
  toHaveLength: (a, b) => a?.length === b,
  toHaveProperty: (a, path, ...rest) =>
    rest.length ? equals(at(a, path), rest[0]) : at(a, path) !== undefined,
  toMatch: (a, b) => (typeof b === 'string' ? a.includes(b) : b.test(a)),
  toMatchObject: contains,
  toBeInstanceOf: (a, b) => a instanceof b || a?.constructor?.name === b?.name,
  toBeTypeOf: (a, b) => typeof a === b,
  toThrow: throwsLike,
  toThrowError: throwsLike,
  toHaveBeenCalled: (a) => a.mock.calls.length > 0,
  toHaveBeenCalledTimes: (a, b) => a.mock.calls.length === b,
  toHaveBeenCalledOnce: (a) => a.mock.calls.length === 1,
  toHaveBeenCalledWith: (a, ...args) => called(a, args),
  toHaveBeenLastCalledWith: (a, ...args) => equals(a.mock.lastCall, args),
  toHaveBeenNthCalledWith: (a, n, ...args) => equals(a.mock.calls[n - 1], args),
  toHaveReturnedWith: (a, b) => a.mock.results.some(({ value }) => equals(value, b)),
};
const hasLike = (value) =>
  Boolean(value && typeof value === 'object' && (value.$like || Object.values(value).some(hasLike)));

export function createExpect(runner) {
  const check = (name, negated) => (actual, args, isError) => {
    const holds = /^toThrow/.test(name)
      ? throwsLike(actual, args[0], isError)
      : MATCHERS[name](actual, ...args);
    if (Boolean(holds) === negated) throw new Unequal(actual, args[0], name);
    runner.hold();
  };
  const matchersOf = (actual, negated, mode) =>
    new Proxy(
      {},
      {
        get(_, name) {
          if (name === 'not') return matchersOf(actual, !negated, mode);
          if (name === 'resolves' || name === 'rejects') return matchersOf(actual, negated, name);
          if (name === 'then') return undefined;
          if (!(name in MATCHERS)) {
            runner.unknown = true;
            throw new Error(`The screen does not know ${String(name)}.`);
          }
          const test = check(name, negated);
          if (mode === 'resolves') return async (...args) => test(await actual, args);
          if (mode !== 'rejects') return (...args) => test(actual, args);
          return async (...args) => {
            const thrown = await Promise.resolve(typeof actual === 'function' ? actual() : actual).then(
              (value) => {
                throw new Unequal(value, args[0], 'rejects');
              },
              (error) => error,
            );
            if (thrown instanceof Unequal) throw thrown;
            test(thrown, args, true);
          };
        },
      },
    );
  const expect = (actual) => matchersOf(actual, false, null);
  return Object.assign(expect, {
    any: (type) =>
      like(
        (a) =>
          a !== null && a !== undefined && (Object(a) instanceof type || a.constructor?.name === type.name),
      ),
    anything: () => like((a) => a !== null && a !== undefined),
    objectContaining: (b) => like((a) => contains(a, b)),
    arrayContaining: (b) =>
      like((a) => Array.isArray(a) && b.every((item) => a.some((own) => equals(own, item)))),
    stringContaining: (b) => like((a) => typeof a === 'string' && a.includes(b)),
    stringMatching: (b) => like((a) => typeof a === 'string' && new RegExp(b).test(a)),
    closeTo: (b, digits) => like((a) => MATCHERS.toBeCloseTo(a, b, digits)),
    assertions() {},
    hasAssertions() {},
  });
}
