import type { Failure } from '../../domain/evidence.ts';
import { readInspected } from './inspected.ts';

/** How an answer differed from the expected one: what an assertion's message gives away. */
export type Difference =
  | 'off_by_one'
  | 'nan'
  | 'undefined'
  | 'too_long'
  | 'too_short'
  | 'other_order'
  | 'negated'
  | 'opposite_sign'
  | 'fraction'
  | 'empty'
  | 'null'
  | 'other_type'
  /** Nothing was thrown where something should have been. */
  | 'not_thrown';

const VALUE = String.raw`(?:'[^'\n]*'|"[^"\n]*"|\[[^\n]*?\]|\{[^\n]*?\}|-?[\w.]+)`;
const pair = (between: string, before = '') => new RegExp(`${before}(${VALUE})${between}(${VALUE})`, 'id');

/** Ways to say "got this, wanted that"; `swapped` says the expected value comes first. */
const FORMATS: { pattern: RegExp; swapped: boolean }[] = [
  { pattern: pair(String.raw`\s*!==?\s*`), swapped: false },
  {
    pattern: pair(
      String.raw` to (?:strictly |deeply )?(?:be|equal|match)(?: to| deeply equal)?\s*`,
      'expected ',
    ),
    swapped: false,
  },
  { pattern: pair(String.raw`[\s\S]{0,12}?received:?\s*`, String.raw`expected:?\s*`), swapped: true },
  {
    pattern: pair(
      String.raw`[,;]?\s*(?:but )?(?:got|was|actual|received|found|returned):?\s*`,
      String.raw`\b(?:expected|wanted?):?\s*`,
    ),
    swapped: true,
  },
  {
    pattern: pair(
      String.raw`[,;]?\s*(?:but )?(?:expected|wanted?|should be|instead of):?\s*`,
      String.raw`\b(?:got|answered|actual|received|returned|is|was):?\s*`,
    ),
    swapped: false,
  },
];

/** Actual and expected values that a failure's text names, as far as they read as values. */
function comparedValues(failure: Failure): { actual: unknown; expected: unknown }[] {
  const found: { actual: unknown; expected: unknown }[] = [];
  const asserted = assertedValues(failure.output);
  if (asserted) return [asserted];
  for (const text of [failure.message, failure.output]) {
    for (const { pattern, swapped } of FORMATS) {
      const match = pattern.exec(text);
      // "Expected values to be equal" are words, not values.
      if (!match || [1, 2].every((group) => isWord(match[group]))) continue;
      const [first, second] = [1, 2].map((group) => readValue(wholeValue(text, match, group)));
      found.push(swapped ? { actual: second, expected: first } : { actual: first, expected: second });
      break;
    }
    if (found.length) break;
  }
  return found;
}

/** What Node's assertion errors print of themselves: `actual: .., expected: ..`, over as many lines as it takes. */
function assertedValues(output: string): { actual: unknown; expected: unknown } | null {
  const match = /^ *actual: ([\s\S]*?),\n *expected: ([\s\S]*?),\n *operator:/m.exec(output);
  const [actual, expected] = [match?.[1], match?.[2]].map((text) => (text ? readInspected(text) : null));
  return actual && expected ? { actual: actual.value, expected: expected.value } : null;
}

/** Names of properties at any depth by which answers differ, and of those by which they do not. */
export function differingKeys(failures: readonly Failure[]): { wrong: Set<string>; right: Set<string> } {
  const wrong = new Set<string>();
  const right = new Set<string>();
  const look = (actual: unknown, expected: unknown) => {
    if (Array.isArray(actual) && Array.isArray(expected)) {
      for (const [index, item] of expected.entries()) look(actual[index], item);
    } else if (isRecord(actual) && isRecord(expected)) {
      for (const key of new Set([...Object.keys(actual), ...Object.keys(expected)])) {
        const same = JSON.stringify(actual[key]) === JSON.stringify(expected[key]);
        (same ? right : wrong).add(key);
        if (!same) look(actual[key], expected[key]);
      }
    }
  };
  for (const failure of failures)
    for (const { actual, expected } of comparedValues(failure)) look(actual, expected);
  for (const key of wrong) right.delete(key);
  return { wrong, right };
}

/** What the failures give away about how the answers differ. */
export function differencesOf(failures: readonly Failure[]): Set<Difference> {
  const found = new Set<Difference>();
  for (const failure of failures) {
    for (const { actual, expected } of comparedValues(failure)) {
      for (const difference of compare(actual, expected)) found.add(difference);
    }
    if (/\bNaN\b/.test(failure.message)) found.add('nan');
    if (/missing expected (exception|rejection)|to throw|did not (throw|reject)/i.test(failure.message))
      found.add('not_thrown');
  }
  return found;
}

/** How deep answers are compared. */
const DEPTH = 4;

function* compare(actual: unknown, expected: unknown, depth = DEPTH): Generator<Difference> {
  if (isRecord(actual) && isRecord(expected) && depth > 0) {
    for (const key of Object.keys(expected)) yield* compare(actual[key], expected[key], depth - 1);
    return;
  }
  if (Object.is(actual, expected)) return;
  if (actual === undefined) yield 'undefined';
  // JSON has no other word for NaN and Infinity.
  if (actual === null && expected !== null) yield 'null';
  if (typeof actual === 'number' && typeof expected === 'number') {
    if (Number.isNaN(actual)) yield 'nan';
    if (Math.abs(actual - expected) === 1) yield 'off_by_one';
    if (actual === -expected && actual !== 0) yield 'opposite_sign';
    if (Number.isFinite(actual) && !Number.isInteger(actual) && Number.isInteger(expected)) yield 'fraction';
  } else if (typeof actual === 'boolean' && typeof expected === 'boolean') {
    yield 'negated';
  } else if (isListing(actual) && isListing(expected)) {
    if (actual.length > expected.length) yield 'too_long';
    if (actual.length < expected.length) yield actual.length === 0 ? 'empty' : 'too_short';
    if (actual.length !== expected.length) return;
    if (sorted(actual) === sorted(expected)) {
      if (JSON.stringify(actual) !== JSON.stringify(expected)) yield 'other_order';
    } else if (Array.isArray(actual) && Array.isArray(expected) && depth > 0) {
      for (const [index, item] of actual.entries()) yield* compare(item, expected[index], depth - 1);
    }
  } else if (actual !== undefined && typeof actual !== typeof expected) {
    yield 'other_type';
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListing(value: unknown): value is string | unknown[] {
  return typeof value === 'string' || Array.isArray(value);
}

function sorted(value: string | unknown[]): string {
  return JSON.stringify([...value].map((item) => JSON.stringify(item) ?? '').sort());
}

/** The text of a group of a match, up to the end of the object or list that begins there. */
function wholeValue(text: string, match: RegExpExecArray, group: number): string | undefined {
  const [start, end] = match.indices?.[group] ?? [0, 0];
  if (!/[[{]/.test(text[start] ?? '')) return match[group];
  let depth = 0;
  for (const piece of text.slice(start).matchAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[[\]{}]/g)) {
    if ('[{'.includes(piece[0])) depth += 1;
    if (']}'.includes(piece[0])) depth -= 1;
    if (depth === 0) return text.slice(start, start + piece.index + 1);
  }
  return text.slice(start, end);
}

function isWord(text = ''): boolean {
  return /^[A-Za-z_][\w.]*$/.test(text) && !/^(true|false|null|undefined|NaN|Infinity)$/.test(text);
}

/** Reads a value as JavaScript prints it; text that is no value stays a string. */
function readValue(text: string | undefined): unknown {
  if (text === undefined || text === 'undefined') return undefined;
  if (text === 'NaN') return Number.NaN;
  if (text === 'Infinity' || text === '-Infinity') return Number(text);
  try {
    return JSON.parse(text.replace(/'((?:[^'\\]|\\.)*)'/g, '"$1"'));
  } catch {
    return text;
  }
}
