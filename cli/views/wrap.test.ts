import { expect, it } from 'vitest';
import { wrap } from './wrap.ts';

it('breaks between words, and sets the rest below the first', () => {
  expect(wrap('one two three four five six', 34, 10)).toEqual(['one two three four five', '          six']);
});

it('leaves a word whole that is longer than a line', () => {
  const long = 'x'.repeat(40);
  expect(wrap(`a ${long} b`, 34, 10)).toEqual(['a', `          ${long}`, '          b']);
});

it('breaks no line without a terminal, or without room', () => {
  expect(wrap('one two three', Number.POSITIVE_INFINITY, 4)).toEqual(['one two three']);
  expect(wrap('one two three', 20, 12)).toEqual(['one two three']);
});
