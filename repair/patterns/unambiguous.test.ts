import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unambiguous } from './unambiguous.ts';

/** Patterns whose parts can be read in several ways, with the alphabet of texts that they are tried on. */
const patterns: [string, string][] = [
  ['^(?:\\\\.|[^"\\n])*$', '\\"a'],
  ["^(?:\\\\.|[^'])*$", "\\'a"],
  ['^(?:%[0-9a-f]{2}|[^&])*$', '%1&z'],
  ['^(?:&amp;|[^<])*$', '&amp;<x'],
  ['^(?:a+)*$', 'ab'],
  ['^(\\w+\\s?)*$', 'a _!'],
  ['^(?:[a-z]+-*)+$', 'a-1'],
  ['^([0-9]+)+$', '01x'],
];

const rewritings = patterns.flatMap(([pattern, letters]) => {
  const [first] = unambiguous(pattern, '');
  return first ? [{ pattern, letters, rewritten: first.pattern }] : [];
});

describe('a pattern that is left one way to read a text', () => {
  it('is found for each of them', () => {
    expect(rewritings.map(({ pattern }) => pattern)).toEqual(patterns.map(([pattern]) => pattern));
  });

  // What the second branch took of the first one's beginning alone is no longer read: an escape that is not whole.
  it.each(rewritings)(
    '$pattern fits no text that it did not fit before',
    ({ pattern, letters, rewritten }) => {
      const [before, after] = [new RegExp(pattern), new RegExp(rewritten)];
      const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 9 });
      fc.assert(fc.property(text, (given) => !after.test(given) || before.test(given)));
    },
  );

  it.each(rewritings.filter(({ pattern }) => !pattern.includes('|')))(
    '$pattern fits the same texts as before',
    ({ pattern, letters, rewritten }) => {
      const [before, after] = [new RegExp(pattern), new RegExp(rewritten)];
      const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 9 });
      fc.assert(fc.property(text, (given) => after.test(given) === before.test(given)));
    },
  );

  it('finds nothing where nothing is ambiguous, or nothing can be read', () => {
    for (const pattern of ['^(?:a|b)*$', '^[a-z]+$', '(', '^(?:ab|cd)+$']) {
      expect(unambiguous(pattern, '')).toEqual([]);
    }
  });
});
