import { expect, it } from 'vitest';
import { replaceAllOf } from './replace-all-of.ts';

it.each([
  ['a secret and a secret', ['secret'], 'a # and a #'],
  ['the longer one: secret-1', ['secret', 'secret-1'], 'the longer one: #'],
  ['overlap: abcdefghi.', ['abcdef', 'defghi'], 'overlap: #.'],
  ['side by side: abcabc', ['abc'], 'side by side: ##'],
  ['short: ab', ['ab', 'abcde'], 'short: #'],
  ['$& and $1', ['$&'], '# and $1'],
  ['nothing', [], 'nothing'],
  ['', ['secret'], ''],
])('replaces the parts of: %s', (text, parts, expected) => {
  expect(replaceAllOf(text, parts, '#')).toBe(expected);
});

it('looks at each place of the text once, with any number of parts', () => {
  const lookups = (count: number) => {
    const parts = Array.from({ length: count }, (_, n) => `part-${String(n).padStart(8, '0')}`);
    const text = parts.join(' and ');
    let looks = 0;
    const counted = Object.assign(Object(text), {
      slice(from: number, to?: number) {
        looks += 1;
        return text.slice(from, to);
      },
    }) as string;
    expect(replaceAllOf(counted, parts, '#')).toBe(Array(count).fill('#').join(' and '));
    return looks;
  };
  expect(lookups(400) / lookups(200)).toBeLessThanOrEqual(2.5);
});
