import { describe, expect, it } from 'vitest';
import { firstWords, lastWords } from './cut-words.ts';

const KEY = 'sk_live_0123456789';

describe.each([
  ['the beginning', firstWords],
  ['the end', lastWords],
])('%s of a text', (_, cut) => {
  it('is the text where it fits', () => {
    expect(cut('two words', 9)).toBe('two words');
  });

  it.each(Array.from({ length: 44 }, (_, index) => index + 2))(
    'holds a secret whole or not at all at %i characters',
    (longest) => {
      const shown = cut(`paid with ${KEY} and an error followed`, longest);
      expect(shown.length).toBeLessThanOrEqual(longest);
      if (shown.includes(KEY)) return;
      const pieces = Array.from({ length: KEY.length - 2 }, (__, at) => KEY.slice(at, at + 3));
      expect(pieces.filter((piece) => shown.includes(piece))).toEqual([]);
    },
  );
});

it('leaves nothing of a text that is one word', () => {
  expect(firstWords(KEY, 10)).toBe('…');
  expect(lastWords(KEY, 10)).toBe('…');
});

it('leaves out the last piece of a text that has no spaces, and keeps what stands before it', () => {
  expect(firstWords(`{"level":"error","message":"no","key":"${KEY}"}`, 52)).toBe(
    '{"level":"error","message":"no","key":"…',
  );
  expect(lastWords(`{"key":"${KEY}","level":"error","message":"no"}`, 42)).toBe(
    '…","level":"error","message":"no"}',
  );
});
