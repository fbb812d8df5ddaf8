import { expect, it } from 'vitest';
import { parseSource, type Source } from '../syntax/source.ts';
import { countSenseless, senselessParts } from './sense.ts';

const partsOf = (text: string) => senselessParts(parseSource({ path: 'a.ts', content: text }) as Source);
const inFunction = (value: string) =>
  `const table = new Map(); function isOld(a) { return a > 9; } export function f(a: number, b: string, list) { return ${value}; }`;

it.each([
  ['a value in the place of a yes or no', 'isOld(a) ?? b'],
  ['a value in the place of a difference', 'a - 1 ?? b'],
  ['arithmetic with a yes or no', 'isOld(a) + a'],
  ['the rest of a division by a fraction', 'a % 0.2'],
  ['a value against itself', 'list.a === list.a'],
  ['a number against a text', 'a === b'],
  ['an order of a yes or no', 'a < Boolean(b)'],
  ['an order of words', "b < 'failed'"],
  ['a comparator for which none are alike', 'list.sort((x, y) => x.at - y.at - 1)'],
  ['a choice between the same', 'a > 3 ? 1 : 1'],
  ['the size of a list', 'list.slice(1).concat(list.size)'],
  ['the length of a collection', 'table.get(b) + table.length'],
  ['a step that the next one undoes', '() => { a += 2; a -= 2; }'],
  ['a match that is thrown', '() => { throw /x/.exec(b); }'],
  ['a collection as a condition', 'table ? a : b'],
  ['the same question twice', 'isOld(a) && isOld(a)'],
  ['a question and its opposite', 'isOld(a) || !isOld(a)'],
  ['a loop that counts away from its end', '() => { for (let i = 0; i > a; i++) table.set(i, b); }'],
  ['an index beyond the length', 'list[a] + (a > list.length ? 1 : 2)'],
  ['a collection in the place of an absent one', '() => { table ||= new Map(); }'],
  ['a comparator that adds a number', 'list.sort((x, y) => x.at - 1 - y.at)'],
])('finds %s', (_, value) => {
  expect(partsOf(inFunction(value))).toHaveLength(1);
});

it.each([
  'list ?? b',
  'isOld(a) || b',
  'b + isOld(a)',
  'a % 3',
  'list ? a : b',
  'a === list.a',
  'f(a) - f(a)',
  'isOld(a) && isOld(b)',
  'list[a] + (a >= list.length ? 1 : 2)',
  'a > b.length ? 1 : 2',
  '() => { for (let i = a; i > 0; i--) table.set(i, b); }',
  '() => { list ||= []; }',
  'list.sort((x, y) => x.at - y.at)',
])('finds nothing in %s', (value) => {
  expect(partsOf(inFunction(value))).toEqual([]);
});

it('counts what a change brings, not what stood there', () => {
  expect(countSenseless(['a - a'], ['a - a', 'b % 0.5'])).toBe(1);
  expect(countSenseless(['a - a'], [])).toBe(0);
});

it('takes a method that answers yes or no for one', () => {
  const heap = (value: string) =>
    `export class Heap { before(a: number, b: number) { return a < b; } f(a: number) { return ${value}; } }`;
  expect(partsOf(heap('this.before(a, 1) + a'))).toHaveLength(1);
  expect(partsOf(heap('this.f(a) + a'))).toEqual([]);
});
