import { expect, it } from 'vitest';
import { answerSigns } from './answer-signs.ts';

const call = (args: string) => ({ path: 'module.js', name: 'sum', args });
const calls = ['[1]', '[2]', '[3]', '[4]'].map(call);
const seen = [{ ...call('[1]'), failing: true }];

it('counts the answers to inputs of no test that are others than before', () => {
  const signs = answerSigns(['9', '2', '3', '5'], { calls, seen, before: ['1', '2', '3', '4'] });
  expect(signs).toMatchObject({ changed: 1, worse: 0, bad: 0, echo: 0 });
});

it('counts new crashes and changed arguments apart from those that were there', () => {
  const answers = ['9', 'NaN', '3, arguments become [[]]', 'undefined'];
  const signs = answerSigns(answers, { calls, seen, before: ['1', 'NaN', '3', '4'] });
  expect(signs.worse).toBeCloseTo(2 / 3);
  expect(signs.bad).toBe(1);
});

it('counts answers to other inputs that repeat what a failing test waits for', () => {
  const signs = answerSigns(['9', '9', '9', '4'], { calls, seen, before: ['1', '2', '3', '4'] });
  expect(signs.echo).toBeCloseTo(2 / 3);
});
