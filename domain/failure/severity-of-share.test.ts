import { expect, it } from 'vitest';
import { isWorse, severityOfShare } from './severity-of-share.ts';

it.each([
  [10, 20, 'critical'],
  [500, 400, 'critical'],
  [2, 20, 'high'],
  [1, 20, null],
  [19, 19, null],
  [3, 100_000, null],
])('says of %d failed requests of %d: %s', (failed, served, severity) => {
  expect(severityOfShare(failed, served)).toBe(severity);
});

it('knows which of two is worse', () => {
  expect([isWorse('critical', 'high'), isWorse('medium', 'medium'), isWorse('low', 'high')]).toEqual([
    true,
    false,
    false,
  ]);
});
