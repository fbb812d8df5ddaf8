import { expect, it } from 'vitest';
import { storableIn } from './json.ts';
import { asItWas } from './whole-text.ts';

it('keeps a NUL in every text of a request, and gives it back', () => {
  const steps = [{ values: ['\ue000', '\ue000\0', '\0\ue001', 7, null] }];
  const given = { request: { body: { text: 'well\0done', list: ['\0'] } }, steps };
  const kept = storableIn(given);
  expect(JSON.stringify(kept)).not.toContain('\\u0000');
  expect(asItWas(kept)).toEqual(given);
});

it('leaves other texts as they are', () => {
  const given = { request: { path: 'ä 👍 \n', body: null }, steps: [true, 1.5] };
  expect(storableIn(given)).toBe(given);
  expect(asItWas(given)).toBe(given);
  expect(storableIn({ message: 'a\0b' })).toEqual({ message: 'a\ufffdb' });
});
