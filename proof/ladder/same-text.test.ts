import { expect, it } from 'vitest';
import { isSameBody, isSameText } from './same-text.ts';

it.each([
  ['/pages/über', '/pages/%C3%BCber'],
  ['a & b', 'a &amp; b'],
  ['“x”', '&#8220;x&#x201d;'],
  ['ü', '\\u00fc'],
  ['Ã¼', '%C3%BC'],
])('reads %s and %s as the same text', (one, other) => {
  expect(isSameText(one, other)).toBe(true);
  expect(isSameBody({ at: [one], n: 1 }, { at: [other], n: 1 })).toBe(true);
});

it.each([
  ['/pages/über', '/pages/ber'],
  ['a%2520b', 'a%20b'],
  ['same', 'same'],
])('does not take %s and %s for two ways to write one text', (one, other) => {
  expect(isSameText(one, other)).toBe(false);
});

it('compares all of a body', () => {
  expect(isSameBody({ a: 'ü', b: 1 }, { a: '%C3%BC' })).toBe(false);
  expect(isSameBody(['ü'], ['%C3%BC', 'x'])).toBe(false);
  expect(isSameBody({ a: 1 }, { a: 2 })).toBe(false);
});
