import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayBeChance } from './chance.ts';

describe('failures that may be chance', () => {
  it.each([
    // 1 - 0.9^5 = 0.41: one failure of five is to be expected at 90 %.
    [1, 5, 0.9, true],
    // P(at least 2 of 5) = 0.081, P(at least 3 of 5) = 0.0086.
    [2, 5, 0.9, true],
    [3, 5, 0.9, false],
    // 1 - 0.99^3 = 0.0297.
    [1, 3, 0.99, false],
    // P(at least 5 of 20 at 95 %) = 0.0026.
    [5, 20, 0.95, false],
    [2, 20, 0.95, true],
  ])('%i of %i runs at a rate of %f: %s', (failures, runs, rate, answer) => {
    expect(mayBeChance(failures, runs, rate)).toBe(answer);
  });

  it('are none where nothing failed, and never all runs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (runs, rate) => {
          expect(mayBeChance(0, runs, rate)).toBe(true);
          expect(mayBeChance(runs, runs, rate)).toBe(false);
        },
      ),
    );
  });

  it('are less likely chance the more they are and the better the fix was proven', () => {
    const rate = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), rate, rate, (runs, one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const answers = Array.from({ length: runs + 1 }, (_, failures) => mayBeChance(failures, runs, high));
        expect(answers).toEqual(answers.toSorted((a, b) => Number(b) - Number(a)));
        for (let failures = 0; failures <= runs; failures += 1) {
          if (mayBeChance(failures, runs, high)) expect(mayBeChance(failures, runs, low)).toBe(true);
        }
      }),
    );
  });
});
