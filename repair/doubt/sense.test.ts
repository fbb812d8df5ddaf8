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
  ['a value that is written where it was read', '() => { const old = table.get(b); table.set(b, old); }'],
  ['a result that nobody takes', '() => { b.trim(); }'],
  ['a value that the next statement overwrites', '() => { list.a = 1; list.a = b; }'],
  ['a day of the week that there is not', 'new Date(b).getUTCDay() === 7'],
  ['such a day behind a name', '() => { const day = new Date(b).getDay(); return day !== 8; }'],
  ['a value that is added to only where it is absent', '() => { list.sum ||= list.sum + a; }'],
  ['the smaller of the same', 'Math.min(list.a, list.a)'],
  ['one value under two names', '() => { const high = list.length; const wide = list.length; }'],
  [
    'an entry that is read where it is known to be absent',
    '() => { if (table.has(b)) return a; return table.get(b); }',
  ],
  ['a member of what is not there', '() => { if (!list) return list.length; }'],
  ['the same branch again', '() => { if (a > 3) return b; if (a > 3) return list; }'],
  ['an operand that stands twice', 'isOld(a) || isOld(list.a) || isOld(a)'],
  ['local time among UTC', 'Date.UTC(a) + new Date(b).getUTCDay() + new Date(b).getDate()'],
  ['a promise that leaves its try', 'async (work) => { try { return work(a); } catch { return b; } }'],
  [
    'a list that changes while its elements are called',
    '() => { for (const each of list) each(b); list.splice(a, 1); }',
  ],
  ['a callback that returns nothing', 'list.map((each) => { isOld(each); })'],
  ['one list for all entries', 'Array(3).fill([])'],
  ['a comparator that says yes or no', 'list.sort((x, y) => x > y)'],
  ['an index that counts as yes', 'list.indexOf(a) ? 1 : 2'],
  ['an entry of a list that is deleted', '() => { const own = [1, 2]; delete own[a]; }'],
  ['code behind the end', '() => { return a; isOld(a); }'],
  ['a loop of one turn', '() => { for (const each of list) { isOld(each); return each; } }'],
  ['a pattern that keeps its place', '() => { const word = /x/g; return word.test(b); }'],
  ['a promise that is compared', '() => { const ask = async () => a; return ask() === 1; }'],
  ['a method that is taken for a value', '() => { const own = [1, 2]; const wide = own.map; return wide; }'],
  ['a fraction that equals a number', '() => { const part = a / 1000; return part === 1; }'],
  ['the rest of a fraction', '() => { const part = a / 1000; return part % 2; }'],
  [
    'one that was made anew and one that was not',
    '() => { const one = isOld(a); const other = isOld(b); return one === b; }',
  ],
  ['a key that stands twice', '({ a: 1, b, a: 2 })'],
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
  '() => { const old = table.get(b); table.delete(b); table.set(b, old); }',
  '() => { list.a = 1; list.a = list.a + a; }',
  'new Date(b).getUTCDay() === 6',
  '() => { const high = list.length; const wide = list[0].length; }',
  '() => { if (!table.has(b)) table.set(b, a); return table.get(b); }',
  '() => { if (!list) { list = []; list.length = a; } }',
  'new Date(b).getDay() + new Date(b).getDate()',
  '() => { const own = [1, 2]; return own.map(isOld); }',
  'async (work) => { try { return await work(a); } catch { return b; } }',
  'async () => { try { return JSON.parse(b); } catch { return list; } }',
  '() => { for (const each of [...list]) each(b); list.splice(a, 1); }',
  'list.map((each) => { return isOld(each); })',
  'list.indexOf(a) < 0 ? 1 : 2',
  '() => { const part = a / 1000; return part === 0 || part > 1; }',
  '() => { const one = isOld(a); const other = isOld(b); return one === other; }',
  '() => { for (const each of list) { if (isOld(each)) continue; return each; } }',
  '() => { const word = /x/; return word.test(b); }',
  '() => { const ask = async () => a; return ask().then(isOld); }',
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
