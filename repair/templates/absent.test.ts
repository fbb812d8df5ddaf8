import { beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../domain/evidence.ts';
import { loadSqlParser, type SqlParser } from '../sql/parser.ts';
import { evidenceOf, runCase, type TemplateCase } from '../testing.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const absent = (property: string, of = 'undefined'): Evidence =>
  evidenceOf([
    { message: `Cannot read properties of ${of} (reading '${property}')`, errorClass: 'TypeError' },
  ]);
const wrong = (message: string) => evidenceOf([{ message, status: 200 }]);

const guard = (about: string, broken: string, fixed: string, property: string, within = 1): TemplateCase => ({
  template: 'guard-absent',
  about,
  broken: `export function of(given) {\n  ${broken}\n}\n`,
  fixed: `export function of(given) {\n  ${fixed}\n}\n`,
  evidence: absent(property),
  within,
});

const guards: TemplateCase[] = [
  guard(
    'a list counts as empty',
    'return given.items.map((item) => item.id);',
    'return (given.items ?? []).map((item) => item.id);',
    'map',
  ),
  guard('a text counts as empty', 'return given.note.trim();', "return (given.note ?? '').trim();", 'trim'),
  guard('the rest is absent too', 'return given.owner.name;', 'return given.owner?.name;', 'name', 1),
  guard(
    'the rest of a chain is absent too',
    'const first = given.owner.address.city;\n  return first;',
    'const first = given.owner.address?.city;\n  return first;',
    'city',
    1,
  ),
  guard(
    'a condition is not met',
    "if (given.owner.kind === 'a') return 1;\n  return 2;",
    "if (given.owner && (given.owner.kind === 'a')) return 1;\n  return 2;",
    'kind',
    1,
  ),
  {
    ...guard('such an item is passed over', '', '', 'price', 4),
    broken:
      'export function sum(orders) {\n  let total = 0;\n  for (const order of orders) {\n    total += order.article.price;\n  }\n  return total;\n}\n',
    fixed:
      'export function sum(orders) {\n  let total = 0;\n  for (const order of orders) {\n    if (order.article == null) continue;\n    total += order.article.price;\n  }\n  return total;\n}\n',
  },
  {
    ...guard('the function returns what it returns for nothing', '', '', 'email', 2),
    broken:
      'export function mail(users, id) {\n  if (!id) return null;\n  const user = users.find((each) => each.id === id);\n  const address = user.email;\n  return { address };\n}\n',
    fixed:
      'export function mail(users, id) {\n  if (!id) return null;\n  const user = users.find((each) => each.id === id);\n  if (user == null) return null;\n  const address = user.email;\n  return { address };\n}\n',
  },
];

const defaults: TemplateCase[] = [
  {
    template: 'default-value',
    about: 'a count that starts',
    broken:
      'export function count(words) {\n  const seen = {};\n  for (const word of words) seen[word] = seen[word] + 1;\n  return seen;\n}\n',
    fixed:
      'export function count(words) {\n  const seen = {};\n  for (const word of words) seen[word] = (seen[word] ?? 0) + 1;\n  return seen;\n}\n',
    evidence: wrong('answered {"a":null}, expected {"a":2}'),
    within: 8,
  },
  {
    template: 'default-value',
    about: 'a count in a map',
    broken:
      'export function count(words) {\n  const seen = new Map();\n  for (const word of words) seen.set(word, seen.get(word) + 1);\n  return [...seen];\n}\n',
    fixed:
      'export function count(words) {\n  const seen = new Map();\n  for (const word of words) seen.set(word, (seen.get(word) ?? 0) + 1);\n  return [...seen];\n}\n',
    evidence: wrong('expected NaN to be 2'),
  },
  {
    template: 'default-value',
    about: 'a parameter that is not given',
    broken:
      'export function page(list, size) {\n  return list.slice(0, size * 2);\n}\nexport const all = (list) => page(list);\n',
    fixed:
      'export function page(list, size = 1) {\n  return list.slice(0, size * 2);\n}\nexport const all = (list) => page(list);\n',
    evidence: wrong('answered [], expected [1,2]'),
    within: 30,
  },
];

const returns: TemplateCase[] = [
  {
    template: 'missing-return',
    about: 'a value that is computed and dropped',
    broken: 'export function sum(list) {\n  let total = 0;\n  for (const item of list) total += item;\n}\n',
    fixed:
      'export function sum(list) {\n  let total = 0;\n  for (const item of list) total += item;\n  return total;\n}\n',
    evidence: wrong('expected undefined to be 6'),
  },
  {
    template: 'missing-return',
    about: 'of a callback',
    broken: 'export function double(list) {\n  return list.map((item) => {\n    item * 2;\n  });\n}\n',
    fixed: 'export function double(list) {\n  return list.map((item) => {\n    return item * 2;\n  });\n}\n',
    evidence: wrong('answered [null,null], expected [2,4]'),
  },
];

const starts: TemplateCase[] = [
  {
    template: 'initial-value',
    about: 'a least value starts as the greatest',
    broken:
      'export function least(list) {\n  let min = 0;\n  for (const item of list) if (item < min) min = item;\n  return min;\n}\n',
    fixed:
      'export function least(list) {\n  let min = Infinity;\n  for (const item of list) if (item < min) min = item;\n  return min;\n}\n',
    evidence: wrong('answered 0, expected 3'),
    within: 2,
  },
  {
    template: 'initial-value',
    about: 'a reduction of an empty list',
    broken: 'export const sum = (list) => list.reduce((total, item) => total + item);\n',
    fixed: 'export const sum = (list) => list.reduce((total, item) => total + item, 0);\n',
    evidence: evidenceOf([
      { message: 'Reduce of empty array with no initial value', errorClass: 'TypeError' },
    ]),
    within: 2,
  },
];

const fills: TemplateCase[] = [
  {
    template: 'fill-collection',
    about: 'what was seen is remembered',
    broken:
      'export function distinct(list) {\n  const seen = new Set();\n  const found = [];\n  for (const item of list) {\n    if (seen.has(item)) continue;\n    found.push(item);\n  }\n  return found;\n}\n',
    fixed:
      'export function distinct(list) {\n  const seen = new Set();\n  const found = [];\n  for (const item of list) {\n    if (seen.has(item)) continue;\n    found.push(item);\n    seen.add(item);\n  }\n  return found;\n}\n',
    evidence: wrong('answered [1,1,2], expected [1,2]'),
    within: 3,
  },
];

const copies: TemplateCase[] = [
  {
    template: 'copy-value',
    about: "a caller's list is not sorted",
    broken: 'export function best(list) {\n  return list.sort((a, b) => b - a)[0];\n}\n',
    fixed: 'export function best(list) {\n  return [...list].sort((a, b) => b - a)[0];\n}\n',
    evidence: wrong('answered [3,2,1], expected [1,2,3]'),
    within: 2,
  },
  {
    template: 'copy-value',
    about: 'rows do not share one list',
    broken: 'export const grid = (n) => new Array(n).fill([]);\n',
    fixed: 'export const grid = (n) => Array.from({ length: n }, () => []);\n',
    evidence: wrong('answered [[1],[1]], expected [[1],[]]'),
  },
];

describe.each([
  ['a property of what may be absent', guards],
  ['what is not given', defaults],
  ['a result that is not returned', returns],
  ['what a value starts with', starts],
  ['a collection that nothing fills', fills],
  ['a value that two hold', copies],
])('%s', (_, cases) => {
  it.each(cases)('$about', (given) => {
    const { rank, before } = runCase(given, parser);
    expect(rank, before.join('\n')).not.toBeNull();
    expect(rank, before.join('\n')).toBeLessThanOrEqual(given.within ?? 1);
  });
});

describe('nothing is proposed', () => {
  const never: TemplateCase[] = [
    {
      ...guard('for a property that the error does not name', 'return given.owner.name;', '', 'email'),
      fixed: null,
    },
    { ...guard('for what the runtime provides', 'return Math.max(1, given);', '', 'max'), fixed: null },
    {
      template: 'missing-return',
      about: 'for a function that returns',
      broken: 'export const double = (n) => {\n  return n * 2;\n};\n',
      fixed: null,
      evidence: wrong('answered 3, expected 4'),
    },
    {
      template: 'initial-value',
      about: 'for a constant of the module',
      broken: 'const start = 1;\nexport const next = (n) => n + start;\n',
      fixed: null,
      evidence: wrong('answered 3, expected 4'),
    },
    {
      template: 'default-value',
      about: 'for a property of which nothing is computed',
      broken: 'export const of = () => process.version;\n',
      fixed: null,
      evidence: wrong('answered "a", expected "b"'),
    },
    {
      template: 'fill-collection',
      about: 'where there is no collection',
      broken: 'export function next(n) {\n  return n + 1;\n}\n',
      fixed: null,
      evidence: wrong('answered 3, expected 4'),
    },
    {
      template: 'copy-value',
      about: 'for numbers',
      broken: 'export function next(n) {\n  const one = 1;\n  return n + one;\n}\n',
      fixed: null,
      evidence: wrong('answered 3, expected 4'),
    },
  ];
  it.each(never)('$template $about', (given) => {
    expect(runCase(given, parser).own).toEqual([]);
  });
});

it('takes a list into which items are spliced for one that is filled', () => {
  const broken =
    'export function put(item, heap = []) {\n  const at = heap.findIndex((each) => each > item);\n  heap.splice(at, 0, item);\n  return heap;\n}\n';
  const { own } = runCase(
    {
      template: 'fill-collection',
      about: '',
      broken,
      fixed: null,
      evidence: wrong('answered 3, expected 4'),
    },
    parser,
  );
  expect(own.length).toBeGreaterThan(0);
  expect(own.filter((rationale) => rationale.includes('never filled'))).toEqual([]);
});
