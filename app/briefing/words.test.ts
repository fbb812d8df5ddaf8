import { describe, expect, it } from 'vitest';
import { elapsed as elapsedInBrowser } from '../pages/assets/ticks.js';
import { clock, duration, elapsed, plural, shortClock, visible } from './words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [MINUTE, '1 min'],
    [5 * MINUTE + 12_000, '5 min 12 s'],
    [HOUR, '1 h'],
    [3 * HOUR + 5 * MINUTE, '3 h 5 min'],
    [2 * DAY + 4 * HOUR, '2 d 4 h'],
    [-5_000, '0 s'],
  ])('%d ms have passed as %s', (ms, text) => {
    expect(elapsed(ms)).toBe(text);
  });

  it.each([
    [0, '0 ms'],
    [83.4, '83 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [3_449, '3.4 s'],
    [9_949, '9.9 s'],
    [9_960, '9 s'],
    [61_000, '1 min 1 s'],
  ])('%d ms took %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('are written by the browser as by the server', () => {
    for (let ms = -2_000; ms < 40 * DAY; ms = Math.ceil((ms + 1_000) * 1.07)) {
      expect(elapsedInBrowser(ms)).toBe(elapsed(ms));
    }
  });
});

describe('moments and counts', () => {
  it('name the day only where it is another', () => {
    const at = '2026-01-31T14:05:09.123Z';
    expect(clock(at)).toBe('2026-01-31 14:05:09 UTC');
    expect(shortClock(at, '2026-01-31T23:00:00.000Z')).toBe('14:05:09');
    expect(shortClock(at, '2026-02-01T00:00:00.000Z')).toBe('2026-01-31 14:05');
  });

  it('agree with their number', () => {
    expect([1, 0, 12_345].map((count) => plural(count, 'request'))).toEqual([
      '1 request',
      '0 requests',
      '12,345 requests',
    ]);
    expect(plural(2, 'fix', 'fixes')).toBe('2 fixes');
  });
});

describe('visible', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred\u001b[0m', '\u241b[31mred\u241b[0m'],
    ['a terminal bell and a NUL', 'a\u0007b\u0000', 'a\u2407b\u2400'],
    ['the C1 form of an escape', '\u009b31m', '[U+009B]31m'],
    ['a carriage return that would overwrite', 'fail\rok', 'fail\u240dok'],
    ['a turn of the direction', 'exe\u202egpj', 'exe[U+202E]gpj'],
    ['isolates and marks', '\u2066x\u2069\u200f', '[U+2066]x[U+2069][U+200F]'],
    ['characters without width', 'a\u200bb\ufeff', 'a[U+200B]b[U+FEFF]'],
  ])('shows %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('leaves lines, tabs, accents and pictures alone', () => {
    const text = 'one\r\ntwo\n\tthree äöü 漢字 🩹 <b>&amp;</b>';
    expect(visible(text)).toBe(text.replace('\r', ''));
  });
});
