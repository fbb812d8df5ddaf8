/** Texts that JavaScript makes of what is no value. Where they stand alone in an answer, nobody wanted them. */
const NO_VALUES = ['NaN', 'undefined', '[object Object]', '[object Promise]', 'Invalid Date', 'Infinity'];
/** Values of an answer that are looked at. */
const MOST = 2_000;

/**
 * The first text of an answer that stands for no value, such as `"NaN"`: the sum of a repair that reads the wrong thing.
 * @returns null without one
 */
export function noValueIn(body: unknown): string | null {
  const left: unknown[] = [body];
  for (let count = 0; left.length > 0 && count < MOST; count++) {
    const value = left.pop();
    if (typeof value === 'string' && NO_VALUES.includes(value)) return value;
    if (value !== null && typeof value === 'object') left.push(...Object.values(value));
  }
  return null;
}
