import { describe, expect, it } from 'vitest';
import { type FaultMode, type Roll, rollAnswer, seededRandom } from './roll.ts';

/** Rolls with these numbers, and fails when more are asked for. */
function rollWith(modes: FaultMode[], numbers: number[]): Roll {
  const left = [...numbers];
  const roll = rollAnswer(new Set(modes), () => {
    const next = left.shift();
    if (next === undefined) throw new Error('rollAnswer draws one number too many');
    return next;
  });
  expect(left).toEqual([]);
  return roll;
}

const good = { delayMs: 0, malformed: false };
const malformed = { delayMs: 0, malformed: true };

describe('rollAnswer', () => {
  it('waits below 0.6, is malformed below 0.9 and is good from there, with both modes', () => {
    expect(rollWith(['latency', 'wrong_data'], [0, 0])).toEqual({ delayMs: 3400, malformed: false });
    expect(rollWith(['latency', 'wrong_data'], [0.5999, 0.5])).toEqual({ delayMs: 5700, malformed: false });
    expect(rollWith(['latency', 'wrong_data'], [0.6])).toEqual(malformed);
    expect(rollWith(['latency', 'wrong_data'], [0.8999])).toEqual(malformed);
    expect(rollWith(['latency', 'wrong_data'], [0.9])).toEqual(good);
  });

  it('applies each mode alone, and no mode', () => {
    expect(rollWith(['latency'], [0.59, 1 - 2 ** -32]).delayMs).toBeCloseTo(8000, 3);
    expect(rollWith(['latency'], [0.6])).toEqual(good);
    expect(rollWith(['wrong_data'], [0.2999])).toEqual(malformed);
    expect(rollWith(['wrong_data'], [0.3])).toEqual(good);
    expect(rollWith([], [0])).toEqual(good);
  });

  it('fails about 90 % of seeded calls, with evenly spread waits', () => {
    const random = seededRandom(1);
    const rolls = Array.from({ length: 20_000 }, () =>
      rollAnswer(new Set(['latency', 'wrong_data']), random),
    );
    const delays = rolls.map((roll) => roll.delayMs).filter((delay) => delay > 0);
    const wrong = rolls.filter((roll) => roll.malformed);
    expect(delays.length / rolls.length).toBeCloseTo(0.6, 1);
    expect(wrong.length / rolls.length).toBeCloseTo(0.3, 1);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(3400);
    expect(Math.max(...delays)).toBeLessThanOrEqual(8000);
    expect(delays.reduce((sum, delay) => sum + delay, 0) / delays.length / 1000).toBeCloseTo(5.7, 1);
  });

  it('draws the same numbers for the same seed', () => {
    const draw = (seed: number) => Array.from({ length: 50 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });
});
