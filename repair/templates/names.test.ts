import { beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../domain/evidence.ts';
import { loadSqlParser, type SqlParser } from '../sql/parser.ts';
import { evidenceOf, runCase, type TemplateCase } from '../testing.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const thrown = (message: string, errorClass = 'TypeError'): Evidence => evidenceOf([{ message, errorClass }]);
const wrong = (message: string) => evidenceOf([{ message, status: 200 }]);

const unknown: TemplateCase[] = [
  {
    template: 'unknown-name',
    about: 'a variable that is misspelt',
    broken: 'export function sum(amounts) {\n  return amuonts.length;\n}\n',
    fixed: 'export function sum(amounts) {\n  return amounts.length;\n}\n',
    evidence: thrown('amuonts is not defined', 'ReferenceError'),
  },
  {
    template: 'unknown-name',
    about: 'a method that is misspelt',
    broken: 'export const all = (list) => list.lenght > 0 && list.inclued(3);\n',
    fixed: 'export const all = (list) => list.lenght > 0 && list.includes(3);\n',
    evidence: thrown('list.inclued is not a function'),
  },
  {
    template: 'unknown-name',
    about: 'a property that is called',
    broken: 'export const size = (list) => list.length();\n',
    fixed: 'export const size = (list) => list.length;\n',
    evidence: thrown('list.length is not a function'),
    within: 2,
  },
  {
    template: 'unknown-name',
    about: 'a constant that is assigned',
    broken:
      'export function sum(list) {\n  const total = 0;\n  for (const item of list) total += item;\n  return total;\n}\n',
    fixed:
      'export function sum(list) {\n  let total = 0;\n  for (const item of list) total += item;\n  return total;\n}\n',
    evidence: thrown('Assignment to constant variable.'),
  },
  {
    template: 'unknown-name',
    about: 'a class without new',
    broken: 'export const of = (text) => Map([[text, 1]]);\n',
    fixed: 'export const of = (text) => new Map([[text, 1]]);\n',
    evidence: thrown("Class constructor Map cannot be invoked without 'new'"),
  },
  {
    template: 'unknown-name',
    about: 'an object that is no list',
    broken:
      'export function count(stock) {\n  let n = 0;\n  for (const [, amount] of stock) n += amount;\n  return n;\n}\n',
    fixed:
      'export function count(stock) {\n  let n = 0;\n  for (const [, amount] of Object.entries(stock)) n += amount;\n  return n;\n}\n',
    evidence: thrown('stock is not iterable'),
    within: 3,
  },
];

const mistaken: TemplateCase[] = [
  {
    template: 'replace-identifier',
    about: 'the counterpart',
    broken: 'export function width(left, right) {\n  return left - left;\n}\n',
    fixed: 'export function width(left, right) {\n  return right - left;\n}\n',
    evidence: wrong('answered 0, expected 4'),
    within: 3,
  },
  {
    template: 'replace-identifier',
    about: 'a value that was computed and is read nowhere',
    broken: 'export function price(net, tax) {\n  const gross = net + tax;\n  return net;\n}\n',
    fixed: 'export function price(net, tax) {\n  const gross = net + tax;\n  return gross;\n}\n',
    evidence: wrong('answered 10, expected 12'),
    within: 4,
  },
  {
    template: 'replace-member',
    about: 'a sibling method',
    broken: 'export const allPaid = (bills) => bills.some((bill) => bill.paid);\n',
    fixed: 'export const allPaid = (bills) => bills.every((bill) => bill.paid);\n',
    evidence: wrong('answered true, expected false'),
    within: 4,
  },
  {
    template: 'replace-member',
    about: 'a property that the file uses elsewhere',
    broken:
      'export const rows = (box) => box.width * box.width;\nexport const edge = (box) => 2 * (box.width + box.height);\n',
    fixed:
      'export const rows = (box) => box.width * box.height;\nexport const edge = (box) => 2 * (box.width + box.height);\n',
    evidence: wrong('answered 9, expected 12'),
    within: 20,
  },
  {
    template: 'string-literal',
    about: 'a separator',
    broken: "export const line = (cells) => cells.join(';');\n",
    fixed: "export const line = (cells) => cells.join(',');\n",
    evidence: wrong('answered "a;b", expected "a,b"'),
    within: 8,
  },
  {
    template: 'string-literal',
    about: 'a text that is near another',
    broken:
      "const STATES = ['shipped', 'returned'];\nexport const open = (state) => STATES.length > 0 && state !== 'shiped';\n",
    fixed:
      "const STATES = ['shipped', 'returned'];\nexport const open = (state) => STATES.length > 0 && state !== 'shipped';\n",
    evidence: wrong('answered true, expected false'),
    within: 12,
  },
  {
    template: 'string-literal',
    about: 'all matches, not the first',
    broken: "export const plain = (text) => text.replace(/-/, '');\n",
    fixed: "export const plain = (text) => text.replace(/-/g, '');\n",
    evidence: wrong('answered "ab-c", expected "abc"'),
    within: 3,
  },
  {
    template: 'missing-argument',
    about: 'what is to be handed on',
    broken:
      'function fee(weight, zone) {\n  return weight * zone;\n}\nexport function quote(weight, zone) {\n  return fee(weight);\n}\n',
    fixed:
      'function fee(weight, zone) {\n  return weight * zone;\n}\nexport function quote(weight, zone) {\n  return fee(weight, zone);\n}\n',
    evidence: wrong('expected NaN to be 12'),
  },
  {
    template: 'missing-argument',
    about: 'a base for parseInt',
    broken: 'export const numbers = (texts) => texts.map(parseInt);\n',
    fixed: 'export const numbers = (texts) => texts.map((item) => parseInt(item, 10));\n',
    evidence: wrong('answered [1,null], expected [1,2]'),
  },
];

describe.each([
  ['a name that there is not', unknown],
  ['a name that is mistaken for another', mistaken],
])('%s', (_, cases) => {
  it.each(cases)('$template: $about', (given) => {
    const { rank, before } = runCase(given, parser);
    expect(rank, before.join('\n')).not.toBeNull();
    expect(rank, before.join('\n')).toBeLessThanOrEqual(given.within ?? 1);
  });
});

describe('nothing is proposed', () => {
  const never: TemplateCase[] = [
    {
      template: 'unknown-name',
      about: 'for names that no message names',
      broken: 'export function sum(amounts) {\n  return amounts.length;\n}\n',
      fixed: null,
      evidence: thrown('other is not defined', 'ReferenceError'),
    },
    {
      template: 'replace-identifier',
      about: 'where there is no other name',
      broken: 'export const one = () => 1;\n',
      fixed: null,
      evidence: wrong('answered 1, expected 2'),
    },
    {
      template: 'replace-member',
      about: 'where nothing has a member',
      broken: 'export const same = (value) => value;\n',
      fixed: null,
      evidence: wrong('answered 1, expected 2'),
    },
    {
      template: 'string-literal',
      about: 'for the text of an error',
      broken: "export function never(value) {\n  throw new Error('Never');\n}\n",
      fixed: null,
      evidence: wrong('answered 1, expected 2'),
    },
    {
      template: 'missing-argument',
      about: 'for a call that has them all',
      broken: 'function twice(n) {\n  return 2 * n;\n}\nexport function run(n) {\n  return twice(n);\n}\n',
      fixed: null,
      evidence: wrong('answered 1, expected 2'),
    },
  ];
  it.each(never)('$template $about', (given) => {
    expect(runCase(given, parser).own).toEqual([]);
  });
});
