// Node's `assert`: counts what held, and fails without the cost of a message and a stack.
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(import.meta.url);

class Unequal extends Error {
  constructor(actual, expected) {
    super('unequal');
    this.name = 'AssertionError';
    this.code = 'ERR_ASSERTION';
    this.actual = actual;
    this.expected = expected;
  }
}

const fail = (actual, expected) => {
  throw new Unequal(actual, expected);
};
const STRICT = {
  ok: (value) => value || fail(value, true),
  strictEqual: (a, b) => Object.is(a, b) || fail(a, b),
  deepStrictEqual: (a, b) => isDeepStrictEqual(a, b) || fail(a, b),
  notStrictEqual: (a, b) => !Object.is(a, b) || fail(a, b),
};
const ALIASES = { equal: 'strictEqual', deepEqual: 'deepStrictEqual', notEqual: 'notStrictEqual' };
const LOOSE = {
  ok: STRICT.ok,
  // biome-ignore lint/suspicious/noDoubleEquals: this is what `assert.equal` does
  equal: (a, b) => a == b || (Number.isNaN(a) && Number.isNaN(b)) || fail(a, b),
  strictEqual: STRICT.strictEqual,
  deepStrictEqual: STRICT.deepStrictEqual,
  notStrictEqual: STRICT.notStrictEqual,
};

/** @param runner counts the assertions that held; with `exact`, Node's own messages are kept */
export function assertionModule(name, runner) {
  const real = require(name);
  const isStrict = name === 'assert/strict';
  const quick = isStrict
    ? { ...STRICT, ...Object.fromEntries(Object.entries(ALIASES).map(([from, to]) => [from, STRICT[to]])) }
    : LOOSE;
  const counted = (call) =>
    function (...args) {
      const value = call.apply(this, args);
      if (typeof value?.then === 'function') return value.then(held);
      runner.hold();
      return value;
    };
  const held = (value) => {
    runner.hold();
    return value;
  };
  const choose = (key) => (runner.exact ? real[key] : (quick[key] ?? real[key]));
  const made = Object.assign(counted(runner.exact ? real : STRICT.ok), real);
  for (const key of Object.keys(real)) {
    if (typeof real[key] !== 'function' || /^[A-Z]/.test(key) || key === 'strict') continue;
    made[key] = counted(choose(key));
  }
  made.AssertionError = real.AssertionError;
  if (isStrict) made.strict = made;
  else
    Object.defineProperty(made, 'strict', {
      get: () => assertionModule('assert/strict', runner),
      enumerable: true,
    });
  return made;
}
