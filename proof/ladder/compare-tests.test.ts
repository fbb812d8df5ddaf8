import { expect, it } from 'vitest';
import { compareTests, type TestRun } from './compare-tests.ts';

const ran = (failed: string[], passed: string[] = []): TestRun => ({
  ok: failed.length === 0,
  exit: failed.length === 0 ? '' : 'it ended with exit code 1',
  failed,
  passed,
});
const mute = (ok: boolean): TestRun => ({
  ok,
  exit: ok ? '' : 'it ended with exit code 7',
  failed: [],
  passed: [],
});

type Runs = [TestRun, TestRun];
it.each<[string, Runs, Runs, boolean | null, string]>([
  [
    'a test that passed before and fails twice',
    [ran(['old']), ran(['old'])],
    [ran(['old', 'new']), ran(['old', 'new'])],
    false,
    'tests fail that passed before: new',
  ],
  [
    'a test that failed before as well',
    [ran(['old']), ran(['old'])],
    [ran(['old']), ran(['old'])],
    true,
    'no test fails that passed before; left out, since they failed before: old',
  ],
  [
    'a test that fails in one of two runs of the change',
    [ran([]), ran([])],
    [ran(['now and then']), ran([])],
    true,
    'the tests pass in one of two runs; flaky, and left out: now and then',
  ],
  [
    'a test that failed in one of two runs before',
    [ran(['now and then', 'old']), ran(['old'])],
    [ran(['now and then', 'old']), ran(['now and then', 'old'])],
    true,
    'no test fails that passed before; left out, since they failed before: old; flaky, and left out: now and then',
  ],
  [
    'a test that does not run any more',
    [ran(['old'], ['kept']), ran(['old'], ['kept'])],
    [ran(['old']), ran(['old'])],
    false,
    'tests do not run any more: kept',
  ],
  [
    'an output without names, where the tests passed before',
    [mute(true), mute(true)],
    [mute(false), mute(false)],
    false,
    'the tests passed before, and fail now: it ended with exit code 7',
  ],
  [
    'an output without names, where the tests failed before',
    [mute(false), mute(false)],
    [mute(false), mute(false)],
    null,
    'the tests fail without the change as well: it ended with exit code 7',
  ],
])('judges %s', (_, before, after, held, detail) => {
  expect(compareTests(before, after)).toEqual({ held, detail });
});
