// The tests of `node:test`, Mocha, Jest and Vitest, as far as they are functions with names.
import { inspect } from 'node:util';
import { createExpect } from './expect.mjs';
import { createMocks } from './mocks.mjs';
import { Exit } from './modules.mjs';

/**
 * `hold` counts an assertion that held, and calls `onHold`.
 * @param exact whether messages are wanted
 */
export function createRunner(clock, exact) {
  let tests = [];
  const taken = new Map();
  let suite = newSuite('', null);
  const runner = {
    tests,
    held: 0,
    onHold: null,
    exact,
    unknown: false,
    entry: null,
    program: null,
    globals: {},
    modules: {},
  };

  function addTest(name, ...rest) {
    const run = rest.find((each) => typeof each === 'function');
    const options = rest.find((each) => each && typeof each === 'object') ?? {};
    if (!run || options.skip || options.todo) return;
    let full = `${runner.entry} > ${suite.name}${name}`;
    const count = (taken.get(full) ?? 0) + 1;
    taken.set(full, count);
    if (count > 1) full += ` (${count})`;
    tests.push({ name: full, run, suite });
    return Promise.resolve();
  }
  function addSuite(name, ...rest) {
    const run = rest.find((each) => typeof each === 'function');
    const outer = suite;
    suite = newSuite(`${outer.name}${name} > `, outer);
    try {
      run?.();
    } finally {
      suite = outer;
    }
  }
  const hook = (kind) => (run) => void suite.hooks[kind].push({ run, done: null });
  const each =
    (add) =>
    (rows, ...texts) =>
    (name, run) => {
      if (texts.length > 0 || rows.raw) runner.unknown = true;
      for (const row of rows) {
        const values = Array.isArray(row) ? row : [row];
        add(`${name} ${inspect(row)}`, () => run(...values));
      }
    };
  const skip = () => {};
  for (const add of [addTest, addSuite])
    Object.assign(add, { only: add, skip, todo: skip, each: each(add), concurrent: add });
  addTest.skipIf = addTest.runIf = () => addTest;
  const { expect, jest, mock } = createTools(runner);
  const hooks = {
    ...{ before: hook('before'), after: hook('after'), beforeEach: hook('beforeEach') },
    ...{ afterEach: hook('afterEach'), beforeAll: hook('before'), afterAll: hook('after') },
    ...{ setup: hook('beforeEach'), teardown: hook('afterEach') },
  };
  const named = {
    test: addTest,
    it: addTest,
    specify: addTest,
    describe: addSuite,
    suite: addSuite,
    context: addSuite,
  };
  runner.globals = { ...named, ...hooks, expect, jest, vi: jest };
  const nodeTest = Object.assign((...args) => addTest(...args), addTest, named, hooks, { mock });
  nodeTest.default = nodeTest;
  const framework = { ...runner.globals, default: runner.globals };
  runner.modules = { test: nodeTest, vitest: framework, '@jest/globals': framework, mocha: framework };

  runner.hold = () => {
    runner.held += 1;
    runner.onHold?.();
  };
  runner.begin = () => {
    tests = [];
    runner.tests = tests;
    runner.held = 0;
    taken.clear();
    suite = newSuite('', null);
  };
  runner.endLoading = (entry, error) => {
    const isScript = !tests.some(({ name }) => name.startsWith(`${entry ?? runner.entry} > `));
    const failed = error instanceof Exit ? error.exitCode !== 0 : error !== null;
    if (entry === null && !isScript) return;
    if (entry === null || failed || isScript) {
      const name = `${entry ?? runner.entry}`;
      if (tests.some((test) => test.name === name)) return;
      const exit = runner.program?.exitCode;
      const held = runner.held;
      const thrown = failed ? error : exit ? new Exit(Number(exit)) : null;
      tests.push({ name, suite, over: { ok: !thrown, error: thrown, held } });
    }
  };
  runner.run = async (test) => {
    if (test.over) return resultOf(test.over.error, test.over.held);
    runner.held = 0;
    if (runner.program) runner.program.exitCode = undefined;
    const chain = [];
    for (let at = test.suite; at; at = at.outer) chain.unshift(at);
    try {
      for (const { hooks } of chain)
        for (const before of hooks.before) before.done ??= await call(before.run);
      for (const { hooks } of chain) for (const before of hooks.beforeEach) await call(before.run);
      await call(test.run);
      for (const { hooks } of chain.toReversed()) for (const after of hooks.afterEach) await call(after.run);
      return resultOf(null, runner.held);
    } catch (error) {
      return resultOf(error, runner.held);
    }
  };

  async function call(run) {
    if (run.length > 0 && !/^(async\s*)?(function\b[^(]*)?\(?\s*(\{|t\b|ctx|context|\[)/.test(String(run))) {
      return clock.settle(
        new Promise((resolve, reject) => run((error) => (error ? reject(error) : resolve(true)))),
      );
    }
    const value = run(contextOf());
    if (typeof value?.then === 'function') await clock.settle(value);
    return true;
  }
  function contextOf() {
    const t = { mock, diagnostic: skip, skip, todo: skip, plan: skip };
    Object.defineProperty(t, 'signal', { get: () => new AbortController().signal });
    t.test = async (_name, ...rest) => {
      const run = rest.find((one) => typeof one === 'function');
      const value = run?.(contextOf());
      if (typeof value?.then === 'function') await value;
    };
    t.after = t.afterEach = t.before = t.beforeEach = skip;
    return t;
  }
  function resultOf(error, progress) {
    const ok = error === null || (error instanceof Exit && error.exitCode === 0);
    if (ok || !exact) return { ok, progress, tooMany: Boolean(error?.tooMany) };
    const shown = (value) => inspect(value, { depth: 8, breakLength: Infinity });
    const compared = typeof error === 'object' && error !== null && 'actual' in error && 'expected' in error;
    return {
      ...{ ok, progress, tooMany: Boolean(error?.tooMany) },
      message: `${error?.name ?? 'Error'}: ${error?.message ?? error}`.slice(0, 4_000),
      stack: String(error?.stack ?? '').slice(0, 8_000),
      compared: compared ? { actual: shown(error.actual), expected: shown(error.expected) } : null,
    };
  }
  return runner;
}

function newSuite(name, outer) {
  return { name, hooks: { beforeEach: [], afterEach: [], before: [], after: [] }, outer };
}

function createTools(runner) {
  const mocks = createMocks();
  return { ...mocks, expect: createExpect(runner) };
}
