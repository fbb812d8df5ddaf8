import { beforeAll, expect, it } from 'vitest';
import { proposeRepairs } from './propose.ts';
import { loadSqlParser, type SqlParser } from './sql/parser.ts';
import { evidenceOf, failedRound, requestOf } from './testing.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

it('asks for a constant first where nothing of a statement is left', () => {
  const file = `import { sql, type Kysely } from 'kysely';
export async function run(db: Kysely<unknown>) {
  await sql\`SELECT FROM\`.execute(db);
}
`;
  const evidence = evidenceOf([
    { message: 'syntax error at end of input', sqlstate: '42601', statement: 'SELECT FROM', status: 500 },
  ]);
  const { candidates, rootCause } = proposeRepairs(requestOf(file, evidence), parser);
  expect(candidates[0]?.edits[0]?.content).toBe(file.replace('SELECT FROM', 'SELECT 1'));
  expect(rootCause.explanation).toContain('sql syntax');
});

const upstream = `export async function ask(baseUrl: string): Promise<{ total: number }> {
  const response = await fetch(\`\${baseUrl}/totals\`, { signal: AbortSignal.timeout(3000) });
  if (!response.ok) throw new Error(\`upstream answered \${response.status}\`);
  const body = (await response.json()) as { total?: unknown } | null;
  if (typeof body?.total !== 'number') {
    throw new Error('wrong_data');
  }
  return { total: body.total };
}
`;

it('waits longer and asks again at once, where calls fail of both', () => {
  const evidence = evidenceOf(
    [
      {
        count: 6,
        reason: 'external_timeout',
        message: 'The operation was aborted due to timeout',
        latencyMs: 3004,
      },
      { count: 3, reason: 'wrong_data', message: 'The upstream answered a value that is not a number' },
    ],
    {
      runs: 10,
      observations: {
        statements: [],
        upstreams: [
          {
            name: 'totals',
            calls: 10,
            maxLatencyMs: 7900,
            statuses: { 200: 10 },
            samples: ['{"total":7}', '{"total":"seven"}'],
          },
        ],
      },
    },
  );
  const { candidates } = proposeRepairs(requestOf(upstream, evidence), parser);
  const first = candidates[0];
  expect(first?.templates.toSorted()).toEqual(['http-timeout', 'retry']);
  expect(first?.edits[0]?.content).toContain('AbortSignal.timeout(10000)');
  expect(first?.edits[0]?.content).toMatch(/if \(attempt >= [67]\) throw error;/);
});

it('looks for the mistake where the first error arose, though a handler of errors failed behind it', () => {
  const answer = `export const answerError = (error, request, response, next) => {
  response.status(error.answerStatus).json(error.body);
};
`;
  const check = `export const checkToken = (request, response, next) => {
  const header = request.get('authorization');
  const [, value] = header.split(' ');
  response.locals.user = value;
  next();
};
`;
  const files = [
    { path: 'src/answer-error.js', content: answer },
    { path: 'src/check-token.js', content: check },
  ];
  const evidence = evidenceOf([
    {
      status: 500,
      message: 'answered 500: RangeError [ERR_HTTP_INVALID_STATUS_CODE]: Invalid status code: undefined',
      errorClass: 'RangeError',
      frames: [{ path: 'src/answer-error.js', line: 2, column: 12, symbol: 'answerError' }],
      output:
        "TypeError: Cannot read properties of undefined (reading 'split')\n    at checkToken (/app/src/check-token.js:3:28)",
    },
  ]);
  const { candidates } = proposeRepairs(requestOf(files, evidence, { candidates: 10 }), parser);
  expect(candidates[0]?.edits[0]?.path).toBe('src/check-token.js');
});

it('does both even when the few runs failed of one only, but the answers differ in shape', () => {
  const evidence = evidenceOf(
    [
      {
        count: 3,
        reason: 'external_timeout',
        message: 'The operation was aborted due to timeout',
        latencyMs: 3004,
      },
    ],
    {
      observations: {
        statements: [],
        upstreams: [
          {
            name: 'totals',
            calls: 5,
            maxLatencyMs: 7012,
            statuses: { 200: 5 },
            samples: ['{"total":7}', '{"total":"seven"}'],
          },
        ],
      },
    },
  );
  const { candidates } = proposeRepairs(requestOf(upstream, evidence), parser);
  expect(candidates[0]?.templates.toSorted()).toEqual(['http-timeout', 'retry']);
  expect(candidates[0]?.edits[0]?.content).toContain('AbortSignal.timeout(9000)');
});

it.each([
  ["sql`SET LOCAL statement_timeout = '5500ms'`", "sql`SET LOCAL statement_timeout = '11000ms'`"],
  ["sql`SET LOCAL statement_timeout = '5s'`", "sql`SET LOCAL statement_timeout = '10s'`"],
  ['sql`SET statement_timeout TO 2000`', 'sql`SET statement_timeout TO 4000`'],
  [
    "sql`SELECT set_config('statement_timeout', '1min', true)`",
    "sql`SELECT set_config('statement_timeout', '2min', true)`",
  ],
])('doubles the limit that cancelled a statement: %s', (statement, fixed) => {
  const file = `import { sql, type Kysely } from 'kysely';
export async function run(db: Kysely<unknown>) {
  await ${statement}.execute(db);
  await sql\`SELECT count(*) FROM big, big b\`.execute(db);
}
`;
  const evidence = evidenceOf([
    {
      message: 'canceling statement due to statement timeout',
      sqlstate: '57014',
      statement: 'SELECT count(*) FROM big, big b',
    },
  ]);
  const { candidates } = proposeRepairs(requestOf(file, evidence), parser);
  expect(candidates[0]?.edits[0]?.content).toBe(file.replace(statement, fixed));
});

it('widens the search for a pure fault, without proposing a change twice', () => {
  const file =
    'export function plan(steps) {\n  let total = 0;\n  for (const step of steps) total += step;\n  return total;\n}\n';
  const evidence = evidenceOf([{ message: '3 !== 4', errorClass: 'AssertionError' }]);
  const few = proposeRepairs(requestOf(file, evidence, { candidates: 40 }), parser).candidates;
  const many = proposeRepairs(requestOf(file, evidence, { candidates: 500 }), parser).candidates;
  expect(many.length).toBe(500);
  expect(many.slice(0, 40)).toEqual(few);
  expect(new Set(many.map(({ id }) => id)).size).toBe(500);
});

it('builds upon a change with which a test fails at a later line, not only a script', () => {
  const file = 'export const half = (value) => value / 3;\nexport const twice = (value) => value * 3;\n';
  const frame = (line: number) => [
    { path: 'test/a.test.mjs', line, column: 3, symbol: null },
    { path: 'test/a.test.mjs', line: 2, column: 1, symbol: null },
  ];
  const failure = (line: number) => ({
    message: '2 !== 3',
    errorClass: 'AssertionError',
    frames: frame(line),
  });
  const evidence = evidenceOf([failure(4)]);
  const { candidates } = proposeRepairs(requestOf(file, evidence), parser);
  const [candidate] = candidates;
  if (!candidate) throw new Error('nothing is proposed');
  const built = (line: number) => {
    const attempts = [failedRound(1, [{ candidate, failures: evidenceOf([failure(line)]).failures }])];
    const second = proposeRepairs(requestOf(file, evidence, { attempts }), parser).candidates;
    return second.filter(({ rationale }) => rationale.startsWith(candidate.rationale)).length;
  };
  expect(built(5)).toBeGreaterThan(0);
  expect(built(4)).toBe(0);
});
