import { expect, it } from 'vitest';
import { parseSource } from '../syntax/source.ts';
import { readTextSigns } from './text-signs.ts';

const TEXT = `export function wages(hours, hourly, bonus) {
  let most = 0;
  most = hours * hourly;
  return hours * 45;
}
export const name = (hourly) => hourly + 'shop';
`;
const tests = {
  compared: [{ test: 'a', message: '', actual: '45', expected: '90' }],
  calls: [{ path: 'a.js', name: 'name', args: '["late fee", 1]', failing: true }],
};
const source = parseSource({ path: 'a.js', content: TEXT });
const signsOf = source ? readTextSigns(source, tests) : () => null;
const replaced = (was: string, text: string) => {
  const start = TEXT.indexOf(was);
  return signsOf({ path: 'a.js', edits: [{ start, end: start + was.length, text }] });
};

it('finds names that are read no more, and names that are read now', () => {
  expect(replaced('hours * hourly', 'hours * 2')).toMatchObject({ unread: [], read: [] });
  expect(replaced('return hours * 45', 'return most')).toMatchObject({ unread: [], read: ['most'] });
  expect(replaced('hours * 45', 'hours + bonus')).toMatchObject({ unread: [], read: ['bonus'] });
});

it('finds a value of the tests that stands where none stood', () => {
  expect(replaced('hours * hourly', 'hours < 0 ? 90 : 1')?.quoted).toBe('90');
  expect(replaced('hours * hourly', "hours === 'late fee'")?.quoted).toBe("'late fee'");
});

it('finds a value of the tests beside one that stood there', () => {
  expect(replaced('hours * 45', 'hours > 90 ? 1 : hours * 45')?.quoted).toBe('90');
});

it('ignores values that the program knows, that say nothing, or that stand in place of another', () => {
  expect(replaced('hours * hourly', "hours ? 'shop' : 0")?.quoted).toBeNull();
  expect(replaced('45', '90')?.quoted).toBeNull();
  expect(replaced('hours * hourly', 'hours * 2')?.quoted).toBeNull();
});

it('knows whether a change adds a number, and whether what it adds stands elsewhere', () => {
  expect(replaced('hours * hourly', 'hours > 0 ? most : bonus')).toMatchObject({
    adds: true,
    elsewhere: false,
  });
  expect(replaced('hours * 45', 'hours * hourly')).toMatchObject({ adds: false, elsewhere: true });
  expect(replaced('return hours * 45', 'if (hours * hourly) return hours * 45')?.elsewhere).toBe(true);
  expect(replaced('45', '90')).toMatchObject({ adds: false, elsewhere: false });
});

it('takes a step of one neither for a number that is added nor for a part that is taken away', () => {
  expect(replaced('hours * 45', 'hours * 45 + 1')?.adds).toBe(false);
  const content = 'export const last = (list) => list.length - 1;';
  const short = parseSource({ path: 'a.js', content });
  const at = content.indexOf('list.length');
  const change = { path: 'a.js', edits: [{ start: at, end: content.length - 1, text: 'list.length' }] };
  expect(short && readTextSigns(short, tests)(change).deletes).toBe(false);
});

it('knows whether a change only takes away', () => {
  expect(replaced('hours * hourly', 'hours')?.deletes).toBe(true);
  expect(replaced('hours * 45', '45')?.deletes).toBe(true);
  expect(replaced('hours * hourly', 'hourly * hours')?.deletes).toBe(false);
  expect(replaced('hours * hourly', 'bonus')?.deletes).toBe(false);
});
