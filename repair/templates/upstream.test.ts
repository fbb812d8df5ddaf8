import { beforeAll, describe, expect, it } from 'vitest';
import type { Failure, UpstreamObservation } from '../../domain/evidence.ts';
import { proposeRepairs } from '../propose.ts';
import { loadSqlParser, type SqlParser } from '../sql/parser.ts';
import { evidenceOf, requestOf, runCase, type TemplateCase } from '../testing.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const seen = (
  failures: (Partial<Failure> & { message: string })[],
  upstream: Partial<UpstreamObservation>,
  runs = 10,
) =>
  evidenceOf(failures, {
    runs,
    observations: {
      statements: [],
      upstreams: [
        { name: 'prices', calls: runs, maxLatencyMs: 40, statuses: { 200: runs }, samples: [], ...upstream },
      ],
    },
  });

const late = seen(
  [
    {
      count: 10,
      message: 'The operation was aborted due to timeout',
      errorClass: 'TimeoutError',
      latencyMs: 810,
    },
  ],
  { maxLatencyMs: 2400 },
);
const asking = (options: string, before = '') => `${before}export async function ask(base) {
  const response = await fetch(\`\${base}/price\`, ${options});
  return response.json();
}
`;
const limit = (about: string, broken: string, fixed: string): TemplateCase => ({
  template: 'http-timeout',
  about,
  broken,
  fixed,
  evidence: late,
});

const limits: TemplateCase[] = [
  limit(
    'of a signal',
    asking('{ signal: AbortSignal.timeout(800) }'),
    asking('{ signal: AbortSignal.timeout(3000) }'),
  ),
  limit(
    'of several signals',
    asking('{ signal: AbortSignal.any([outer, AbortSignal.timeout(0.8 * 1000)]) }'),
    asking('{ signal: AbortSignal.any([outer, AbortSignal.timeout(3 * 1000)]) }'),
  ),
  limit('as an option', asking('{ timeout: 800 }'), asking('{ timeout: 3000 }')),
  limit(
    'as options of a kind',
    asking('{ timeout: { request: 800 } }'),
    asking('{ timeout: { request: 3000 } }'),
  ),
  limit(
    'by a constant',
    asking('{ signal: AbortSignal.timeout(PATIENCE) }', 'const PATIENCE = 8_00;\n'),
    asking('{ signal: AbortSignal.timeout(PATIENCE) }', 'const PATIENCE = 3_000;\n'),
  ),
  limit(
    'by a constant in seconds',
    asking('{ signal: AbortSignal.timeout(1000 * PATIENCE) }', 'const PATIENCE = 0.8;\n'),
    asking('{ signal: AbortSignal.timeout(1000 * PATIENCE) }', 'const PATIENCE = 3;\n'),
  ),
  limit(
    'by a default',
    'export async function ask(base, { patience = 800 } = {}) {\n  return fetch(base, { signal: AbortSignal.timeout(patience) });\n}\n',
    'export async function ask(base, { patience = 3000 } = {}) {\n  return fetch(base, { signal: AbortSignal.timeout(patience) });\n}\n',
  ),
  limit(
    'by a caller',
    'const get = (url, ms) => fetch(url, { signal: AbortSignal.timeout(ms) });\nexport async function ask(base) {\n  return get(base, 800);\n}\n',
    'const get = (url, ms) => fetch(url, { signal: AbortSignal.timeout(ms) });\nexport async function ask(base) {\n  return get(base, 3000);\n}\n',
  ),
  limit(
    'by a timer of its own',
    'export async function ask(base) {\n  const stop = new AbortController();\n  setTimeout(() => stop.abort(), 800);\n  return fetch(base, { signal: stop.signal });\n}\n',
    'export async function ask(base) {\n  const stop = new AbortController();\n  setTimeout(() => stop.abort(), 3000);\n  return fetch(base, { signal: stop.signal });\n}\n',
  ),
];

const unready = seen([{ count: 4, message: 'upstream answered 503' }], { statuses: { 200: 6, 503: 4 } });
const plain = `export async function ask(base) {
  const response = await fetch(base + '/price');
  if (!response.ok) throw new Error('upstream answered ' + response.status);
  const body = await response.json();
  return { price: body.price };
}
`;
const again =
  /for \(let attempt = 1; ; attempt\+\+\) \{\n.*await fetch\(base.*if \(attempt >= (\d)\) throw error;/s;

const retries: TemplateCase[] = [
  {
    template: 'retry',
    about: 'what answers 503 now and then',
    broken: plain,
    fixed: again,
    evidence: unready,
  },
  {
    template: 'retry',
    about: 'what its upstream knows again by a key',
    broken: plain.replace(
      "'/price')",
      "'/orders', { method: 'POST', headers: { 'Idempotency-Key': base.order } })",
    ),
    fixed: again,
    evidence: unready,
  },
  {
    template: 'retry',
    about: 'what answers null now and then',
    broken: plain,
    fixed: again,
    evidence: seen([{ count: 3, message: "Cannot read properties of null (reading 'price')" }], {
      samples: ['null', '{"price":3}'],
    }),
  },
  {
    template: 'retry',
    about: 'what breaks off now and then',
    broken: plain,
    fixed: again,
    evidence: seen([{ count: 2, message: 'fetch failed: ECONNRESET' }], {
      statuses: { 200: 8, unreachable: 2 },
    }),
  },
  {
    template: 'retry',
    about: 'what answers another shape now and then',
    broken: plain.replace(
      'return {',
      "if (typeof body.price !== 'number') throw new Error('wrong_data');\n  return {",
    ),
    fixed: again,
    evidence: seen([{ count: 3, reason: 'wrong_data', message: 'wrong_data' }], {
      samples: ['{"price":"?"}', '{"price":3}'],
    }),
  },
  {
    template: 'retry',
    about: 'what answers itself for its failures, inside of what it catches',
    broken: `export async function ask(base) {
  try {
    const response = await fetch(base);
    if (!response.ok) throw new Error('upstream answered ' + response.status);
    return { status: 200, body: await response.json() };
  } catch (error) {
    return { status: 502, body: String(error) };
  }
}
`,
    fixed: /try \{\n\s+for \(let attempt = 1; ; attempt\+\+\) \{.*return \{ status: 502/s,
    evidence: seen([{ count: 4, message: 'upstream answered 503' }], { statuses: { 200: 6, 503: 4 } }),
  },
  {
    template: 'retry',
    about: 'a transaction that others are in the way of, and nothing else',
    broken: `export async function book(client) {
  await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
  await client.query('UPDATE seats SET free = free - 1');
  await client.query('COMMIT');
}
`,
    fixed: /if \(attempt >= \d \|\| !\/\^40\/\.test\(String\(Object\(error\)\.code\)\)\) throw error;/,
    evidence: evidenceOf([
      { count: 2, message: 'could not serialize access', sqlstate: '40001', statement: 'UPDATE seats' },
    ]),
  },
];

const member = (
  about: string,
  broken: string,
  fixed: string,
  samples: string[],
  within = 1,
): TemplateCase => {
  const file = (body: string) => `export async function ask(base) {
  const answer = await (await fetch(base)).json();
  ${body}
}
`;
  return {
    template: 'payload-member',
    about,
    broken: file(broken),
    fixed: file(fixed),
    within,
    evidence: seen([{ count: 10, message: 'answered {}, expected {"days":3}' }], { samples }),
  };
};

const members: TemplateCase[] = [
  member(
    'in another case',
    'return { days: answer.deliveryDays };',
    'return { days: answer.delivery_days };',
    ['{"delivery_days":3}'],
  ),
  member(
    'by another word',
    'return { days: answer.duration.days };',
    'return { days: answer.delivery_duration.days };',
    ['{"delivery_duration":{"days":3}}'],
  ),
  member(
    'taken out of it',
    'const { daysLeft } = answer;\n  return { days: daysLeft };',
    'const { days_left: daysLeft } = answer;\n  return { days: daysLeft };',
    ['{"days_left":3}'],
  ),
  member(
    'in all places',
    "if (typeof answer.dayCount !== 'number') throw new Error('wrong_data');\n  return { days: answer.dayCount };",
    "if (typeof answer.day_count !== 'number') throw new Error('wrong_data');\n  return { days: answer.day_count };",
    ['{"day_count":3}'],
  ),
];

const silent = seen([{ count: 3, message: 'no answer within 8000 ms' }], {
  statuses: { 200: 7, unanswered: 3 },
});
const waits: TemplateCase[] = [
  {
    template: 'limit-wait',
    about: 'a call without any options',
    broken: plain,
    fixed:
      /attempt <?= ?1; ; attempt\+\+.*fetch\(base \+ '\/price', \{ signal: AbortSignal\.timeout\(1000\) \}\)/s,
    evidence: silent,
  },
  {
    template: 'limit-wait',
    about: 'a call with other options',
    broken: plain.replace("'/price')", "'/price', { method: 'GET' })"),
    fixed: /\{ signal: AbortSignal\.timeout\(1000\), method: 'GET' \}/,
    evidence: silent,
  },
  {
    template: 'limit-wait',
    about: 'a call that must not be made again: it is given up once',
    broken: plain.replace("'/price')", "'/orders', { method: 'POST' })"),
    fixed: plain.replace("'/price')", "'/orders', { signal: AbortSignal.timeout(3000), method: 'POST' })"),
    evidence: silent,
  },
];

describe.each([
  ['a client that does not wait long enough', limits],
  ['asks again', retries],
  ['does not wait for ever', waits],
  ['a member of an answer that is called differently', members],
])('%s', (_, cases) => {
  it.each(cases)('$about', (given) => {
    const { rank, before } = runCase(given, parser);
    expect(rank, before.join('\n')).not.toBeNull();
    expect(rank, before.join('\n')).toBeLessThanOrEqual(given.within ?? 1);
  });
});

it('retries as often as the observed failure rate needs, up to a bound', () => {
  const attempts = (failed: number) => {
    const evidence = seen(
      [{ count: failed, message: 'upstream answered 503' }],
      {
        statuses: { 200: 20 - failed, 503: failed },
      },
      20,
    );
    const given: TemplateCase = { template: 'retry', about: '', broken: plain, fixed: again, evidence };
    const [first] = runCase(given, parser).own;
    return Number(/up to (\d+) times/.exec(first ?? '')?.[1]);
  };
  // 1/1000 is left of 2/22, 5/22 and 11/22 after so many tries: ln 0.001 / ln p, and eight at most.
  expect([1, 4, 10].map(attempts)).toEqual([3, 5, 8]);
});

it('takes the steady answers of a changed contract for one that needs another reading first', () => {
  const given = members[3] as TemplateCase;
  const evidence = seen([{ count: 10, reason: 'wrong_data', message: 'wrong_data' }], {
    samples: ['{"day_count":3}', '{"day_count":4}'],
  });
  expect(runCase({ ...given, evidence }, parser).rank).toBe(1);
});

describe('nothing is proposed', () => {
  const never: TemplateCase[] = [
    { ...limit('for a number that is no time to wait', asking('{ keepalive: 800 }'), ''), fixed: null },
    {
      ...limit('where nothing was given up', asking('{ timeout: 800 }'), ''),
      evidence: seen([{ message: 'expected 1 to be 2' }], {}),
    },
    {
      template: 'retry',
      about: 'for a result that is wrong without any upstream',
      broken: 'export async function total(list) {\n  return list.length;\n}\n',
      fixed: null,
      evidence: evidenceOf([{ message: 'expected 1 to be 2' }]),
    },
    {
      template: 'limit-wait',
      about: 'for a call that has a limit',
      broken: asking('{ signal: AbortSignal.timeout(800) }'),
      fixed: null,
      evidence: silent,
    },
    {
      template: 'retry',
      about: 'for a request whose repetition has an effect of its own',
      broken: plain.replace("'/price')", "'/orders', { method: 'POST' })"),
      fixed: null,
      evidence: unready,
    },
    {
      template: 'retry',
      about: 'for a function whose helper makes such a request',
      broken: `const order = (base) => fetch(base, { method: 'POST' });
export async function ask(base) {
  const price = await (await fetch(base)).json();
  const answer = await order(base);
  if (!answer.ok) throw new Error('upstream answered ' + answer.status);
  return price;
}
`,
      fixed: null,
      evidence: unready,
    },
    {
      template: 'retry',
      about: 'for a function that cannot wait',
      broken: 'export function ask(base) {\n  return fetch(base);\n}\n',
      fixed: null,
      evidence: seen([{ count: 4, message: 'upstream answered 503' }], { statuses: { 200: 6, 503: 4 } }),
    },
    {
      ...member('for a member that answers have', 'return { days: answer.days };', '', ['{"days":3}']),
      fixed: null,
    },
    {
      ...member('for a member that nothing is like', 'return { days: answer.colour };', '', ['{"days":3}']),
      fixed: null,
    },
  ];
  it.each(never)('$template $about', (given) => {
    expect(runCase(given, parser).own).toEqual([]);
  });

  it('where a credential is missing: it says so', () => {
    const evidence = seen([{ count: 10, message: 'upstream answered 401' }], { statuses: { 401: 10 } });
    const { candidates, refusal } = proposeRepairs(requestOf(plain, evidence), parser);
    expect(candidates).toEqual([]);
    expect(refusal).toContain('no change of the code supplies a credential');
  });
});
