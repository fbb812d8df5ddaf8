// The thread of the screen: loads the modules afresh for each change, runs the tests, says how they ended.

import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { answerOf } from './answers.mjs';
import { createCallbacks } from './callbacks.mjs';
import { createClock } from './clock.mjs';
import { addLoaded, countParts } from './count-parts.mjs';
import { keepIntrinsics, putBackIntrinsics } from './intrinsics.mjs';
import { createModules } from './modules.mjs';
import { createRunner } from './runner.mjs';

/** As the other thread counts them. */
const OUTCOMES = ['passes', 'better', 'same', 'breaks', 'hangs', 'unsound'];
/** Steps that a change may take for each one of the unchanged commit, and besides. */
const STEPS_FACTOR = 30;
const STEPS_MORE = 8_000;
/** Steps of the unchanged commit, which may hang itself. */
const STEPS_AT_FIRST = 3_000_000;

const steps = { now: 0, most: STEPS_AT_FIRST, over: tooMany };
let bundle;
let failing = [];
let passing = [];
let baseProgress = new Map();
let isWarm = false;

function tooMany() {
  const error = new Error('too many steps');
  error.tooMany = true;
  throw error;
}

/** What runs share: made once, and emptied before each. */
let shared = null;

function openRun(changed, options = {}) {
  putBackIntrinsics();
  const isBase = options.exact === true;
  const run = (!isBase && shared) || makeRun(options);
  if (!isBase) shared = run;
  run.clock.begin();
  run.runner.begin();
  run.modules.begin(changed);
  return run;
}

function makeRun(options) {
  const clock = createClock();
  const runner = createRunner(clock, options.exact ?? false);
  // A test that asserts in a loop has a long way to go where the unchanged commit failed in its first turn.
  runner.onHold = () => {
    steps.now = 0;
  };
  return { clock, runner, modules: createModules({ bundle, clock, runner, steps, ...options }) };
}

async function loadTests(run, loaded) {
  for (const entry of bundle.entries) {
    run.runner.entry = entry;
    try {
      const loading = run.modules.load(entry);
      if (loading?.then) await run.clock.settle(loading);
    } catch (error) {
      run.runner.endLoading(entry, error);
    }
    loaded?.(entry);
  }
  run.runner.endLoading(null, null);
}

async function base() {
  const found = await runUnchanged();
  const { tests, most, steps: all, run } = found;
  // A test that hangs is asked last: most changes end before it.
  const endless = (test) => Number(Boolean(test.tooMany));
  const failed = tests.filter(({ ok }) => !ok).sort((a, b) => endless(a) - endless(b));
  failing = failed.map(({ name }) => name);
  passing = tests.filter(({ ok }) => ok).map(({ name }) => name);
  baseProgress = new Map(tests.map(({ name, progress }) => [name, progress]));
  const calls = found.recorded.hasFunctions ? await callsWithFunctions(found) : callsOf(found.recorded);
  // One that hangs itself says nothing of how many steps are right.
  const hung = tests.some(({ tooMany }) => tooMany);
  steps.most = STEPS_FACTOR * (hung ? most : Math.max(most, all)) + STEPS_MORE;
  return { tests, failing, unknown: run.runner.unknown, calls };
}

/** Runs the tests on the unchanged commit, and notes what they cover and call. */
async function runUnchanged(callbacks) {
  const recorded = [];
  const counts = new Map();
  const run = openRun({}, { exact: true, recorded, counts, callbacks });
  const parts = countParts(counts, recorded);
  run.runner.onHold = parts.hold;
  steps.now = 0;
  steps.most = STEPS_AT_FIRST;
  // A script without named tests has run once it is loaded.
  const scripts = new Map();
  parts.begin();
  await loadTests(run, (entry) => {
    scripts.set(entry, parts.end());
    parts.begin();
  });
  const tests = [];
  let most = 1;
  for (const test of run.runner.tests) {
    parts.begin();
    steps.now = 0;
    const result = await run.runner.run(test);
    if (result.ok) most = Math.max(most, steps.now);
    const { covered, held, calls } = (test.over && scripts.get(test.name)) || parts.end();
    for (const call of calls) call.failing ||= !result.ok;
    tests.push({ ...result, name: test.name, covered, held });
  }
  for (const [entry, { covered }] of scripts) {
    const ofEntry = tests.filter(({ name }) => name.startsWith(`${entry} > `));
    addLoaded(ofEntry, covered);
  }
  return { tests, recorded, most, steps: steps.now, run };
}

/** The calls of another run, in which the functions that tests pass are noted; those of the first where it ends otherwise. */
async function callsWithFunctions({ tests, recorded }) {
  const callbacks = createCallbacks(steps);
  const again = await runUnchanged(callbacks);
  const endings = (list) => list.map(({ name, ok, progress }) => `${name} ${ok} ${progress}`).join('\0');
  if (endings(tests) !== endings(again.tests)) return callsOf(recorded);
  const whole = (text) =>
    text.includes('"$call"')
      ? JSON.stringify(
          JSON.parse(text, (key, value) => (key === '$call' ? callbacks.describe(value) : value)),
        )
      : text;
  return callsOf(again.recorded).map((call) => ({
    ...{ ...call, args: whole(call.args) },
    ...(call.steps && { steps: whole(call.steps) }),
  }));
}

function callsOf(recorded) {
  return recorded.map(({ path, name, args, failing, isNew, steps: then }) => ({
    ...{ path, name, args, failing },
    ...(isNew && { isNew }),
    ...(then && { steps: JSON.stringify(then) }),
  }));
}

async function judge(change) {
  steps.now = 0;
  const run = openRun({ [change.path]: change.code });
  const unsound = run.modules.unsound(change.path);
  if (unsound) return { outcome: 'unsound', fixed: 0, progress: 0 };
  await loadTests(run);
  const byName = new Map(run.runner.tests.map((test) => [test.name, test]));
  let fixed = 0;
  let progress = 0;
  let further = false;
  let hung = false;
  for (const name of failing) {
    const test = byName.get(name);
    steps.now = 0;
    const result = test ? await run.runner.run(test) : { ok: false, progress: 0 };
    if (result.ok) fixed += 1;
    hung ||= Boolean(result.tooMany);
    progress += result.progress;
    further ||= !result.ok && result.progress > (baseProgress.get(name) ?? 0);
    // What does not pass here needs no more of them, but for a few that show a step ahead.
    if (!result.ok && fixed === 0 && !further) break;
  }
  if (fixed < failing.length && fixed === 0 && !further)
    return { outcome: hung ? 'hangs' : 'same', fixed, progress };
  for (const name of passing) {
    const test = byName.get(name);
    steps.now = 0;
    if (!test || !(await run.runner.run(test)).ok) return { outcome: 'breaks', fixed, progress };
  }
  return { outcome: fixed === failing.length ? 'passes' : 'better', fixed, progress };
}

/** Loads what is loaded once, so that the first change of a thread takes no longer than others. */
async function warm() {
  isWarm = true;
  steps.now = 0;
  await loadTests(openRun({}));
  keepIntrinsics();
}

async function behave({ change, calls, hidden = [] }, beginCall) {
  const answers = [];
  const begin = () => {
    steps.now = 0;
  };
  for (const [index, call] of calls.entries()) {
    beginCall(index);
    const run = openRun(change ? { [change.path]: change.code } : {});
    const DateClass = bundle.virtualDate ? run.clock.Date : Date;
    answers.push(await answerOf(run, call, { begin, hidden, DateClass, counter: steps }));
  }
  return answers;
}

if (!isMainThread) {
  const { at, results } = workerData;
  // The thread outlives what a change leaves behind.
  process.on('unhandledRejection', () => {});
  process.on('uncaughtException', () => {});
  const begin = (index) => {
    Atomics.store(at, 0, index);
    Atomics.add(at, 1, 1);
  };
  parentPort.on('message', async (message) => {
    if (message.kind !== 'load' && message.kind !== 'base' && !isWarm) await warm();
    if (message.kind === 'load') {
      bundle = message.bundle;
      shared = null;
      if (bundle.known) ({ failing, passing, most: steps.most } = bundle.known);
      if (bundle.known) baseProgress = new Map(bundle.known.progress);
    } else if (message.kind === 'base') {
      Error.stackTraceLimit = 30;
      begin(0);
      isWarm = true;
      const found = await base();
      keepIntrinsics();
      parentPort.postMessage({ kind: 'done', ...found, most: steps.most });
    } else if (message.kind === 'behave') {
      Error.stackTraceLimit = 0;
      parentPort.postMessage({ kind: 'done', answers: await behave(message, begin) });
    } else {
      Error.stackTraceLimit = 0;
      for (let index = message.from; index < message.changes.length; index += 1) {
        begin(index);
        const [path, from, to, text] = message.changes[index];
        const { code } = bundle.modules[path];
        const result =
          text === null
            ? { outcome: 'unsound', fixed: 0, progress: 0 }
            : await judge({ path, code: code.slice(0, from) + text + code.slice(to) });
        // Posting each result would take as long as the tests.
        Atomics.store(results, 3 * index, OUTCOMES.indexOf(result.outcome));
        Atomics.store(results, 3 * index + 1, result.fixed);
        Atomics.store(results, 3 * index + 2, result.progress);
      }
      parentPort.postMessage({ kind: 'done' });
    }
  });
}
