import { beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../domain/evidence.ts';
import { proposeRepairs } from '../propose.ts';
import { loadSqlParser, type SqlParser } from '../sql/parser.ts';
import { evidenceOf, requestOf, runCase, type TemplateCase } from '../testing.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const schema = [
  { table: 'invoices', columns: ['id', 'customer_id', 'total_cents', 'issued_on'] },
  { table: 'customers', columns: ['id', 'full_name', 'email'] },
];

const module = (statement: string, rest = 'return rows;') => `export async function run(client) {
  const { rows } = await client.query(${JSON.stringify(statement)});
  ${rest}
}
`;

function refused(sqlstate: string, message: string, statement: string, hint: string | null = null): Evidence {
  return evidenceOf([{ message, sqlstate, statement, hint, status: 500 }], { schema });
}

const syntax = (about: string, broken: string, fixed: string, within = 1): TemplateCase => ({
  template: 'sql-syntax',
  about,
  broken: module(broken),
  fixed: module(fixed),
  within,
  evidence: refused('42601', 'syntax error', broken),
});

const syntaxErrors: TemplateCase[] = [
  syntax('a comma too many', 'SELECT id, FROM invoices', 'SELECT id FROM invoices', 1),
  syntax(
    'a comma too few',
    'SELECT count(*) sum(total_cents) FROM invoices',
    'SELECT count(*), sum(total_cents) FROM invoices',
    3,
  ),
  syntax('a keyword misspelt', 'SELCT id FROM invoices', 'SELECT id FROM invoices'),
  syntax('a keyword left out', 'SELECT id FROM invoices ORDER id', 'SELECT id FROM invoices ORDER BY id'),
  syntax('nothing selected', 'SELECT FROM invoices WHERE', 'SELECT FROM invoices', 3),
  syntax('a parenthesis left open', 'SELECT count(* FROM invoices', 'SELECT count(*) FROM invoices'),
  syntax(
    'an operator left out',
    'SELECT id FROM invoices WHERE id 3',
    'SELECT id FROM invoices WHERE id = 3',
    2,
  ),
  syntax(
    'a conjunction at the end',
    'DELETE FROM invoices WHERE id = 3 AND',
    'DELETE FROM invoices WHERE id = 3',
  ),
  syntax(
    'the limit of another dialect',
    'SELECT id FROM invoices LIMIT 20, 10',
    'SELECT id FROM invoices LIMIT 10 OFFSET 20',
  ),
];

/** Tables that are called like words of SQL. */
const awkward = [{ table: 'order', columns: ['id', 'user', 'placed_on'] }];
const awkwardly = (about: string, broken: string, fixed: string): TemplateCase => ({
  ...syntax(about, broken, fixed),
  evidence: evidenceOf([{ message: 'syntax error', sqlstate: '42601', statement: broken }], {
    schema: awkward,
  }),
});
syntaxErrors.push(
  syntax(
    'the marks of another driver',
    'SELECT id FROM invoices WHERE id = ? AND total_cents > ?',
    'SELECT id FROM invoices WHERE id = $1 AND total_cents > $2',
  ),
  syntax('the top of another dialect', 'SELECT TOP 5 id FROM invoices', 'SELECT id FROM invoices LIMIT 5'),
  syntax(
    'clauses in the wrong order',
    'SELECT id FROM invoices LIMIT 5 ORDER BY id',
    'SELECT id FROM invoices ORDER BY id LIMIT 5',
  ),
  syntax(
    'a text that does not end',
    "SELECT id FROM customers WHERE email LIKE 'a%",
    "SELECT id FROM customers WHERE email LIKE 'a%'",
  ),
  syntax(
    'a word of SQL left out',
    'UPDATE customers email = $1 WHERE id = $2',
    'UPDATE customers set email = $1 WHERE id = $2',
  ),
  awkwardly('a table that is called like a keyword', 'SELECT id FROM order', 'SELECT id FROM "order"'),
);

const name = (
  about: string,
  broken: string,
  fixed: string,
  wrong: string,
  rest: Partial<TemplateCase> = {},
) => ({
  template: 'sql-names',
  about,
  broken: module(broken),
  fixed: module(fixed),
  evidence: refused('42703', `column "${wrong}" does not exist`, broken),
  ...rest,
});

const names: TemplateCase[] = [
  name(
    'a column misspelt',
    'SELECT totl_cents FROM invoices',
    'SELECT total_cents FROM invoices',
    'totl_cents',
  ),
  name(
    'a column that is called differently',
    'SELECT sum(total) FROM invoices',
    'SELECT sum(total_cents) FROM invoices',
    'total',
  ),
  name(
    'a column in all its uses',
    'SELECT i.total * 2 AS a FROM invoices i WHERE i.total > 5',
    'SELECT i.total_cents * 2 AS a FROM invoices i WHERE i.total_cents > 5',
    'i.total',
  ),
  name(
    'a column of one of two tables of which the other has it',
    'SELECT c.id FROM customers c JOIN invoices i ON i.customer = c.id AND c.customer IS NULL',
    'SELECT c.id FROM customers c JOIN invoices i ON i.customer_id = c.id AND c.customer IS NULL',
    'i.customer',
  ),
  {
    template: 'sql-names',
    about: 'a column that the caller reads by its old name',
    broken: module('SELECT id, total FROM invoices', 'return rows.map((row) => row.total);'),
    fixed: module('SELECT id, total_cents AS total FROM invoices', 'return rows.map((row) => row.total);'),
    evidence: refused('42703', 'column "total" does not exist', 'SELECT id, total FROM invoices'),
  },
  {
    template: 'sql-names',
    about: 'a table, by the nearest name',
    broken: module('SELECT id FROM invoice'),
    fixed: module('SELECT id FROM invoices'),
    evidence: refused('42P01', 'relation "invoice" does not exist', 'SELECT id FROM invoice'),
  },
  {
    template: 'sql-names',
    about: "a column, by the database's hint",
    broken: module('SELECT mail FROM customers'),
    fixed: module('SELECT email FROM customers'),
    evidence: refused(
      '42703',
      'column "mail" does not exist',
      'SELECT mail FROM customers',
      'Perhaps you meant to reference the column "customers.email".',
    ),
  },
  {
    template: 'sql-names',
    about: 'a column that a query builder is given',
    broken: "export const run = (db) => db.selectFrom('customers').select(['id', 'fullname']).execute();\n",
    fixed: "export const run = (db) => db.selectFrom('customers').select(['id', 'full_name']).execute();\n",
    evidence: refused(
      '42703',
      'column "fullname" does not exist',
      'select "id", "fullname" from "customers"',
    ),
  },
];

const call = (about: string, broken: string, fixed: string, wrong: string): TemplateCase => ({
  template: 'sql-names',
  about,
  broken: module(broken),
  fixed: module(fixed),
  evidence: refused('42883', `function ${wrong} does not exist`, broken),
});
names.push(
  call(
    'a function that is misspelt',
    'SELECT lenght(email) FROM customers',
    'SELECT length(email) FROM customers',
    'lenght(text)',
  ),
  call(
    'a function of another dialect',
    'SELECT IFNULL(email, $1) FROM customers',
    'SELECT coalesce(email, $1) FROM customers',
    'ifnull(text, unknown)',
  ),
);

const meaning = (
  about: string,
  sqlstate: string,
  message: string,
  broken: string,
  fixed: string,
  within = 1,
): TemplateCase => ({
  template: 'sql-meaning',
  about,
  broken: module(broken),
  fixed: module(fixed),
  evidence: refused(sqlstate, message, broken),
  within,
});
const meanings: TemplateCase[] = [
  meaning(
    'a column that is not grouped',
    '42803',
    'column "invoices.customer_id" must appear in the GROUP BY clause or be used in an aggregate function',
    'SELECT customer_id, sum(total_cents) FROM invoices ORDER BY 1',
    'SELECT customer_id, sum(total_cents) FROM invoices GROUP BY customer_id ORDER BY 1',
  ),
  meaning(
    'a second column that is not grouped',
    '42803',
    'column "i.issued_on" must appear in the GROUP BY clause or be used in an aggregate function',
    'SELECT i.customer_id, i.issued_on, count(*) FROM invoices i GROUP BY i.customer_id',
    'SELECT i.customer_id, i.issued_on, count(*) FROM invoices i GROUP BY i.customer_id, i.issued_on',
  ),
  meaning(
    'a column that two tables have',
    '42702',
    'column reference "id" is ambiguous',
    'SELECT id, email FROM customers c JOIN invoices AS i ON i.customer_id = c.id',
    'SELECT i.id, email FROM customers c JOIN invoices AS i ON i.customer_id = c.id',
    2,
  ),
];

const cancelled = (statement: string) =>
  refused('57014', 'canceling statement due to statement timeout', statement);

/** Takes the place of `${` in the text of a module, which is no template here. */
const hole = (name: string) => `\${${name}}`;

const slow = (limit: string) => `import { sql } from 'kysely';
const LIMIT = 900;
const SECONDS = 2;
export async function run(client, db) {
  ${limit};
  await client.query('SELECT * FROM invoices, pg_sleep(3)');
}
`;
const limit = (about: string, broken: string, fixed: string): TemplateCase => ({
  template: 'statement-timeout',
  about,
  broken: slow(broken),
  fixed: slow(fixed),
  evidence: cancelled('SELECT * FROM invoices, pg_sleep(3)'),
});

const limits: TemplateCase[] = [
  limit(
    'of a transaction',
    'await client.query("SET LOCAL statement_timeout = \'900ms\'")',
    'await client.query("SET LOCAL statement_timeout = \'1800ms\'")',
  ),
  limit(
    'in minutes',
    'await client.query("SET statement_timeout TO \'1min\'")',
    'await client.query("SET statement_timeout TO \'2min\'")',
  ),
  limit(
    'without a unit',
    'await client.query("SET statement_timeout = 900")',
    'await client.query("SET statement_timeout = 1800")',
  ),
  limit(
    'by a function',
    "await client.query(\"SELECT set_config('lock_timeout', '2s', true)\")",
    "await client.query(\"SELECT set_config('lock_timeout', '4s', true)\")",
  ),
  limit(
    'of a pool',
    'new Pool({ max: 3, statement_timeout: 2_000 })',
    'new Pool({ max: 3, statement_timeout: 4_000 })',
  ),
  limit(
    'of a driver',
    'new Pool({ max: 3, query_timeout: 3 * 1000 })',
    'new Pool({ max: 3, query_timeout: 6 * 1000 })',
  ),
  limit(
    'of a connection',
    "new Pool({ options: '-c statement_timeout=900' })",
    "new Pool({ options: '-c statement_timeout=1800' })",
  ),
  limit(
    'through a builder',
    "await sql`SET LOCAL statement_timeout = '2s'`.execute(db)",
    "await sql`SET LOCAL statement_timeout = '4s'`.execute(db)",
  ),
  {
    ...limit('by a constant', '', ''),
    broken: slow(`await client.query(\`SET LOCAL statement_timeout = ${hole('LIMIT')}\`)`),
    fixed: slow(`await client.query(\`SET LOCAL statement_timeout = ${hole('LIMIT')}\`)`).replace(
      '= 900',
      '= 1800',
    ),
  },
  {
    ...limit('by a constant in another unit', '', ''),
    broken: slow(`await client.query(\`SET LOCAL statement_timeout = '${hole('SECONDS')}s'\`)`),
    fixed: slow(`await client.query(\`SET LOCAL statement_timeout = '${hole('SECONDS')}s'\`)`).replace(
      '= 2;',
      '= 4;',
    ),
  },
  {
    ...limit('by a caller', '', ''),
    broken: `${slow('await patient(client, 700)')}async function patient(client, ms) {\n  await client.query(\`SET statement_timeout = \${ms}\`);\n}\n`,
    fixed: `${slow('await patient(client, 1400)')}async function patient(client, ms) {\n  await client.query(\`SET statement_timeout = \${ms}\`);\n}\n`,
  },
];

describe.each([
  ['a statement that cannot be parsed', syntaxErrors],
  ['a name that the database does not know', names],
  ['a statement without a meaning', meanings],
  ['a limit on the time of a statement', limits],
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
      template: 'sql-syntax',
      about: 'for a statement that parses',
      broken: module('SELECT id FROM invoices'),
      fixed: null,
      evidence: refused('42601', 'syntax error', 'SELECT id FROM elsewhere WHERE'),
    },
    {
      template: 'sql-syntax',
      about: 'for an error that is not a syntax error',
      broken: module('SELECT id, FROM invoices'),
      fixed: null,
      evidence: evidenceOf([{ message: 'expected 1 to be 2' }], { schema }),
    },
    {
      template: 'sql-names',
      about: 'for a name that no message names',
      broken: module('SELECT id FROM invoices'),
      fixed: null,
      evidence: refused('42703', 'column "other" does not exist', 'SELECT other FROM elsewhere'),
    },
    {
      template: 'sql-meaning',
      about: 'for a constraint that holds',
      broken: module('INSERT INTO invoices (id) VALUES (1)'),
      fixed: null,
      evidence: refused('23505', 'duplicate key value', 'INSERT INTO invoices (id) VALUES (1)'),
    },
    {
      template: 'statement-timeout',
      about: 'for a limit that is switched off',
      broken: slow("await client.query('SET statement_timeout = 0')"),
      fixed: null,
      evidence: cancelled('SELECT 1'),
    },
    {
      template: 'statement-timeout',
      about: 'for a number that limits no statement',
      broken: slow('await client.query("SET LOCAL work_mem = \'900kB\'")'),
      fixed: null,
      evidence: cancelled('SELECT 1'),
    },
  ];
  it.each(never)('$template $about', (given) => {
    expect(runCase(given, parser).own).toEqual([]);
  });

  it('never widens what is deleted or changed', () => {
    for (const statement of ['DELETE FROM invoices WHERE', 'UPDATE invoices SET total_cents = 0 WHERE AND']) {
      const given = { ...syntax('', statement, ''), fixed: /DELETE FROM invoices"|total_cents = 0"/ };
      expect(runCase(given, parser).rank).toBeNull();
    }
  });
});

it('finds the limit in another file than the one in which it is used', () => {
  const limitsFile = 'export const limits = { page: 50, reportMs: 400 };\n';
  const files = [
    {
      path: 'report.ts',
      content: `import { limits } from './limits.ts';\nexport const run = (client) => client.query(\`SET statement_timeout = ${hole('limits.reportMs')}\`);\n`,
    },
    { path: 'limits.ts', content: limitsFile },
  ];
  const { candidates } = proposeRepairs(requestOf(files, cancelled('SELECT 1')), parser);
  expect(candidates[0]?.edits).toEqual([
    { path: 'limits.ts', content: limitsFile.replace('reportMs: 400', 'reportMs: 800') },
  ]);
});
