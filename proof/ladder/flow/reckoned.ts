import type { FlowSample } from './flow-sample.ts';
import { isNumeric, type Leaf } from './leaves.ts';

/** Numbers that were given, looked at, at most. */
const MOST = 200;
const WHOLE = /^-?\d+$/;

/**
 * Whether a value of an answer is the sum or the difference of a number that was given and another: `free` is `quota - used`, and
 * stands for the quota alone where nothing is used.
 */
export function isReckonedFrom(value: Leaf['value'], given: string, { given: all }: FlowSample): boolean {
  const text = String(value);
  if (value === null || typeof value === 'boolean' || !isNumeric(text) || !isNumeric(given)) return false;
  const others = all.flatMap(({ values }) => Object.values(values)).slice(0, MOST);
  return others.some(
    (other) =>
      other !== null && isNumeric(other) && Number(other) !== 0 && isSumOrDifference(text, given, other),
  );
}

function isSumOrDifference(text: string, one: string, other: string): boolean {
  if ([text, one, other].every((each) => WHOLE.test(each))) {
    const [sum, a, b] = [BigInt(text), BigInt(one), BigInt(other)];
    return sum === a + b || sum === a - b || sum === b - a;
  }
  const [sum, a, b] = [Number(text), Number(one), Number(other)];
  const isNear = (reckoned: number) => Math.abs(sum - reckoned) <= 1e-9 * Math.max(1, Math.abs(sum));
  return isNear(a + b) || isNear(a - b) || isNear(b - a);
}
