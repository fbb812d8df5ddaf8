import pc from 'picocolors';
import { expect, it } from 'vitest';
import { rungLines } from './rung-lines.ts';

const terminal = { colours: pc.createColors(false), width: 200 };

it('shows what held, what did not hold, and what was not asked with its reason', () => {
  const rungs = [
    { rung: 1, name: 'the failure is gone', held: true, detail: '8 of 8 runs passed' },
    { rung: 2, name: 'the tests pass as before', held: false, detail: 'sums adds' },
    { rung: 3, name: 'good requests are answered alike', held: null, detail: 'none is recorded' },
  ];
  expect(rungLines(rungs, terminal, '  ')).toEqual([
    '  How far the proof reaches: 1 of 3 rungs hold',
    '  ✓ 1. the failure is gone: holds (8 of 8 runs passed)',
    '  ✗ 2. the tests pass as before: does not hold (sums adds)',
    '  · 3. good requests are answered alike: not asked (none is recorded)',
  ]);
});

it('shows nothing for a verdict from before there was a ladder', () => {
  expect(rungLines([], terminal, '')).toEqual([]);
});
