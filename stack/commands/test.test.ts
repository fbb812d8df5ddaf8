import { expect, test } from 'vitest';
import { tally } from './test.ts';

const file = (status: string, tests: number) => ({ status, assertionResults: Array(tests).fill({}) });

test('passed and failed tests are counted', () => {
  const report = { numPassedTests: 7, numFailedTests: 2, testResults: [file('failed', 9)] };
  expect(tally(report, 1)).toEqual({ passed: 7, failed: 2 });
});

test('a file that could not be loaded counts as one failed', () => {
  const report = {
    numPassedTests: 7,
    numFailedTests: 0,
    testResults: [file('failed', 0), file('passed', 7)],
  };
  expect(tally(report, 1)).toEqual({ passed: 7, failed: 1 });
});

test('so does an error outside of any test, and a run without a report', () => {
  const report = { numPassedTests: 7, numFailedTests: 0, testResults: [file('passed', 7)] };
  expect(tally(report, 0)).toEqual({ passed: 7, failed: 0 });
  expect(tally(report, 1)).toEqual({ passed: 7, failed: 1 });
  expect(tally(null, 1)).toEqual({ passed: 0, failed: 1 });
});
