import { expect, it } from 'vitest';
import { readTests } from './read-tests.ts';

it.each([
  [
    'TAP',
    [
      'TAP version 13',
      '# Subtest: sums adds',
      'ok 1 - sums adds',
      '  duration_ms: 1.2',
      'not ok 2 - divides # time=2ms',
      'ok 3 - later # SKIP',
    ],
    ['divides'],
    ['sums adds'],
  ],
  [
    'node:test',
    [
      '▶ sums',
      '  ✔ adds (0.4ms)',
      '  ✖ divides (1.25ms)',
      '▶ sums (2ms)',
      'ℹ tests 2',
      '✖ failing tests:',
      '✖ divides (1.25ms)',
    ],
    ['divides'],
    ['adds'],
  ],
  [
    'Vitest',
    [
      ' \u001b[32m✓\u001b[39m src/a.test.ts (3 tests) 5ms',
      ' ❯ src/b.test.ts (2 tests | 1 failed) 9ms',
      '   ✓ adds 1ms',
      '   × divides 3ms',
    ],
    ['divides'],
    ['adds'],
  ],
  ['Jest', ['FAIL src/b.test.js', '  ✓ adds (3 ms)', '  ✕ divides (2 ms)'], ['divides'], ['adds']],
  ['Mocha', ['  sums', '    ✔ adds', '    1) divides', '  1 passing (4ms)'], ['divides'], ['adds']],
  [
    'JUnit',
    [
      '<testsuite><testcase classname="sums" name="adds" time="0.1"/>',
      '<testcase name="divides" classname="sums"><failure message="no">x</failure></testcase>',
      '<testcase name="later" classname="sums"><skipped/></testcase></testsuite>',
    ],
    ['sums > divides'],
    ['sums > adds'],
  ],
  ['no runner', ['Error: no such table', '    at open (db.js:3:1)'], [], []],
])('reads the tests in the output of %s', (_, lines, failed, passed) => {
  expect(readTests(lines.join('\n'))).toEqual({ failed, passed });
});

it('reads a line of any length in no time', () => {
  const began = performance.now();
  readTests(`${'<testcase '.repeat(20_000)}\n${'✖ a '.repeat(60_000)}`);
  expect(performance.now() - began).toBeLessThan(2_000);
});
