import { beforeAll, describe, expect, it } from 'vitest';
import { loadSqlParser, type SqlParser } from '../sql/parser.ts';
import { evidenceOf, runCase, type TemplateCase } from '../testing.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const wrong = (message: string) => evidenceOf([{ message, status: 200 }]);

const load = `async function load(id) {
  return { id };
}
`;
const awaits: TemplateCase[] = [
  {
    template: 'missing-await',
    about: 'a value that is handed on',
    broken: `${load}export async function show(id) {\n  const item = load(id);\n  return { id, item };\n}\n`,
    fixed: `${load}export async function show(id) {\n  const item = await load(id);\n  return { id, item };\n}\n`,
    evidence: wrong('answered {"id":1,"item":{}}, expected {"id":1,"item":{"id":1}}'),
  },
  {
    template: 'missing-await',
    about: 'a value of which a property is read',
    broken: `${load}export async function show(id) {\n  return { id: load(id).id };\n}\n`,
    fixed: `${load}export async function show(id) {\n  return { id: (await load(id)).id };\n}\n`,
    evidence: wrong('answered {}, expected {"id":1}'),
  },
  {
    template: 'missing-await',
    about: 'a condition that a promise always meets',
    broken: `async function exists(id) {\n  return id > 5;\n}\nexport async function check(id) {\n  if (exists(id)) return 'yes';\n  return 'no';\n}\n`,
    fixed: `async function exists(id) {\n  return id > 5;\n}\nexport async function check(id) {\n  if (await exists(id)) return 'yes';\n  return 'no';\n}\n`,
    evidence: wrong('answered "yes", expected "no"'),
  },
  {
    template: 'missing-await',
    about: 'the body of an answer',
    broken:
      'export async function ask(url) {\n  const answer = await fetch(url);\n  const body = answer.json();\n  return { price: body.price };\n}\n',
    fixed:
      'export async function ask(url) {\n  const answer = await fetch(url);\n  const body = await answer.json();\n  return { price: body.price };\n}\n',
    evidence: wrong('answered {}, expected {"price":3}'),
  },
  {
    template: 'missing-await',
    about: 'a statement that is sent and not waited for',
    broken:
      "export async function save(client, name) {\n  client.query('INSERT INTO names VALUES ($1)', [name]);\n  const { rows } = await client.query('SELECT count(*) FROM names');\n  return rows[0];\n}\n",
    fixed:
      "export async function save(client, name) {\n  await client.query('INSERT INTO names VALUES ($1)', [name]);\n  const { rows } = await client.query('SELECT count(*) FROM names');\n  return rows[0];\n}\n",
    evidence: wrong('answered {"count":0}, expected {"count":1}'),
  },
  {
    template: 'missing-await',
    about: 'in a function that did not wait so far',
    broken: `${load}export function show(id) {\n  const item = load(id);\n  return item.id + 1;\n}\n`,
    fixed: `${load}export async function show(id) {\n  const item = await load(id);\n  return item.id + 1;\n}\n`,
    evidence: wrong('answered NaN, expected 2'),
  },
  {
    template: 'missing-await',
    about: 'callbacks of forEach',
    broken: `${load}export async function all(ids) {\n  const items = [];\n  ids.forEach(async (id) => {\n    items.push(await load(id));\n  });\n  return items;\n}\n`,
    fixed: `${load}export async function all(ids) {\n  const items = [];\n  await Promise.all(ids.map(async (id) => {\n    items.push(await load(id));\n  }));\n  return items;\n}\n`,
    evidence: wrong('answered [], expected [{"id":1},{"id":2}]'),
  },
  {
    template: 'missing-await',
    about: 'callbacks of map',
    broken: `${load}export async function all(ids) {\n  const items = ids.map(async (id) => load(id));\n  return { items };\n}\n`,
    fixed: `${load}export async function all(ids) {\n  const items = await Promise.all(ids.map(async (id) => load(id)));\n  return { items };\n}\n`,
    evidence: wrong('answered {"items":[{},{}]}, expected {"items":[{"id":1},{"id":2}]}'),
  },
];

const exhausted = evidenceOf([{ message: 'timeout exceeded when trying to connect', count: 3 }]);
const releases: TemplateCase[] = [
  {
    template: 'release',
    about: 'a client that is never given back',
    broken:
      "export async function one(pool) {\n  const client = await pool.connect();\n  const { rows } = await client.query('SELECT 1');\n  return rows;\n}\n",
    fixed:
      "export async function one(pool) {\n  const client = await pool.connect();\n  try {\n    const { rows } = await client.query('SELECT 1');\n    return rows;\n  } finally {\n    client.release();\n  }\n}\n",
    evidence: exhausted,
  },
  {
    template: 'release',
    about: 'a client that is not given back by an early return',
    broken:
      "export async function one(pool) {\n  const client = await pool.connect();\n  const { rows } = await client.query('SELECT 1');\n  if (rows.length === 0) return null;\n  client.release();\n  return rows[0];\n}\n",
    fixed:
      /try \{.*return null;(?!.*client\.release\(\);\s+return).*\} finally \{\n {4}client\.release\(\);/s,
    evidence: exhausted,
  },
  {
    template: 'release',
    about: 'a lock',
    broken:
      'export async function one(mutex, work) {\n  const lock = await mutex.acquire();\n  const result = await work();\n  return result;\n}\n',
    fixed: /try \{.*\} finally \{\n {4}lock\.release\(\);/s,
    evidence: exhausted,
  },
];

const contexts: TemplateCase[] = [
  {
    template: 'callback-context',
    about: 'a function that loses its object',
    broken:
      'export class Sum {\n  total = 0;\n  add(list) {\n    list.forEach(function (item) {\n      this.total += item;\n    });\n  }\n}\n',
    fixed:
      'export class Sum {\n  total = 0;\n  add(list) {\n    list.forEach((item) => {\n      this.total += item;\n    });\n  }\n}\n',
    evidence: wrong("Cannot read properties of undefined (reading 'total')"),
  },
  {
    template: 'callback-context',
    about: 'a method that is handed on',
    broken:
      'export class Sum {\n  total = 0;\n  add(item) {\n    this.total += item;\n  }\n  all(list) {\n    list.forEach(this.add);\n  }\n}\n',
    fixed:
      'export class Sum {\n  total = 0;\n  add(item) {\n    this.total += item;\n  }\n  all(list) {\n    list.forEach(this.add.bind(this));\n  }\n}\n',
    evidence: wrong("Cannot read properties of undefined (reading 'total')"),
  },
];

describe.each([
  ['a promise that is taken for its value', awaits],
  ['something that is taken and not given back', releases],
  ['an object that is lost on the way', contexts],
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
      template: 'missing-await',
      about: 'for what is awaited, together or later',
      broken: `${load}export async function both(a, b) {\n  const [x, y] = await Promise.all([load(a), load(b)]);\n  void load(3);\n  return load(a).then((item) => [item, x, y]);\n}\n`,
      fixed: null,
      evidence: wrong('answered 1, expected 2'),
    },
    {
      template: 'missing-await',
      about: 'for a function that promises nothing',
      broken:
        'function double(n) {\n  return n * 2;\n}\nexport async function twice(n) {\n  return double(n);\n}\n',
      fixed: null,
      evidence: wrong('answered 1, expected 2'),
    },
    {
      template: 'release',
      about: 'for what is always released',
      broken:
        "export async function one(pool) {\n  const client = await pool.connect();\n  try {\n    return await client.query('SELECT 1');\n  } finally {\n    client.release();\n  }\n}\n",
      fixed: null,
      evidence: exhausted,
    },
    {
      template: 'callback-context',
      about: 'for a function without an object',
      broken:
        'export const sum = (list) => {\n  let total = 0;\n  list.forEach(function (item) {\n    total += item;\n  });\n  return total;\n};\n',
      fixed: null,
      evidence: wrong('answered 1, expected 2'),
    },
  ];
  it.each(never)('$template $about', (given) => {
    expect(runCase(given, parser).own).toEqual([]);
  });
});
