// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources hold them
import {
  hiding,
  honoModule,
  plainModule,
  posts,
  refused,
  right,
  type TriedService,
} from './tried-service.ts';

const get = (path: string) => ({ method: 'GET', path });
const call = (path: string, answer: Record<string, unknown>) => ({
  ...{ kind: 'http', method: 'GET', url: `\${env:UPSTREAM_URL}${path}` },
  ...answer,
});
const json = { 'content-type': 'application/json' };

/** Services whose failure is easily hidden by a value that nobody gave. */
export const INVENTING_SERVICES: TriedService[] = [
  {
    name: 'inherited-name',
    kind: 'a table that is asked for an inherited name',
    text: plainModule(
      `  const [, team] = /^\\/teams\\/(\\w+)\\/goals$/.exec(url.pathname) ?? [];
  if (team) {
    const games = results[team];
    if (!games) return send(res, 404, { error: 'no such team' });
    return send(res, 200, { goals: games.reduce((sum, goals) => sum + goals, 0), games: games.length });
  }`,
      { before: 'const results: Record<string, number[]> = { lions: [2, 0], bears: [1] };\n' },
    ),
    recording: { request: get('/teams/constructor/goals'), status: 500 },
    good: [],
    tried: [
      right('asks for its own names alone', [
        'const games = results[team];',
        'const games = Object.hasOwn(results, team) ? results[team] : undefined;',
      ]),
      right('refuses what is no list', ['if (!games)', 'if (!Array.isArray(games))']),
      hiding('counts nothing', ['games.reduce(', '(Array.isArray(games) ? games : []).reduce(']),
      hiding('knows one name', ['if (!games)', "if (!games || team === 'constructor')"]),
    ],
  },
  {
    name: 'required-day',
    kind: 'a text of the request that is no date',
    text: honoModule(`app.get('/nights', (c) => {
  const day = c.req.query('day');
  if (!day) return c.json({ error: 'day is required' }, 400);
  const next = new Date(new Date(day).getTime() + 86_400_000);
  return c.json({ until: next.toISOString().slice(0, 10) });
});
`),
    recording: { request: get('/nights?day=31%2F12%2F2026'), status: 500 },
    good: [{ request: get('/nights?day=2026-03-01'), status: 200 }],
    tried: [
      right('refuses what is no date', [
        '  const next',
        "  if (Number.isNaN(Date.parse(day))) return c.json({ error: 'day is not a date' }, 400);\n  const next",
      ]),
      hiding('takes today', ['new Date(day)', 'new Date(Date.parse(day) || Date.now())']),
    ],
  },
  {
    name: 'nested-input',
    kind: 'a property that an element of a list lacks',
    text: honoModule(`const ZONES: Record<string, number> = { CH: 7, DE: 9 };

app.post('/quotes', async (c) => {
  const { parcels } = await c.req.json<{ parcels?: { to: { country: string } }[] }>();
  if (!Array.isArray(parcels)) return c.json({ error: 'parcels is a list' }, 400);
  const fees = parcels.map(({ to }) => ZONES[to.country] ?? 25);
  return c.json({ fees });
});
`),
    recording: { request: posts('/quotes', { parcels: [{ grams: 900 }] }), status: 500 },
    good: [{ request: posts('/quotes', { parcels: [{ to: { country: 'CH' } }] }), status: 200 }],
    tried: [
      right('looks at each element', [
        '  const fees',
        "  if (parcels.some(({ to }) => !to)) return c.json({ error: 'to is required' }, 400);\n  const fees",
      ]),
      hiding('looks at the first element', [
        '  const fees',
        "  if (parcels[0] && !parcels[0].to) return c.json({ error: 'to is required' }, 400);\n  const fees",
      ]),
    ],
  },
  {
    name: 'empty-list',
    kind: 'a list without an element',
    sql: "CREATE TABLE prices (sku text PRIMARY KEY, cents int NOT NULL); INSERT INTO prices VALUES ('a', 100), ('b', 250);",
    text: honoModule(
      `app.post('/prices', async (c) => {
  const { skus } = await c.req.json<{ skus: string[] }>();
  const marks = skus.map((_, at) => \`$\${at + 1}\`).join(', ');
  const { rows } = await pool.query(\`SELECT sku, cents FROM prices WHERE sku IN (\${marks}) ORDER BY sku\`, skus);
  return c.json({ prices: rows });
});
`,
      { database: true },
    ),
    recording: {
      request: posts('/prices', { skus: [] }),
      ...refused(
        'SELECT sku, cents FROM prices WHERE sku IN () ORDER BY sku',
        [],
        '42601',
        'syntax error at or near ")"',
      ),
    },
    good: [{ request: posts('/prices', { skus: ['a'] }), status: 200 }],
    tried: [
      right('asks for no value', ['IN (${marks})', "IN (${marks || 'NULL'})"]),
      right('binds the list', ['IN (${marks}) ORDER BY sku`, skus', '= ANY($1) ORDER BY sku`, [skus]']),
      hiding('asks for a value of its own', ['IN (${marks})', 'IN (${marks || "\'a\'"})']),
    ],
  },
  {
    name: 'required-column',
    kind: 'a value that the database requires',
    sql: 'CREATE TABLE readings (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sensor text NOT NULL, value double precision NOT NULL);',
    text: honoModule(
      `app.post('/readings', async (c) => {
  const { sensor, value } = await c.req.json<{ sensor: string; value?: number | null }>();
  await pool.query('INSERT INTO readings (sensor, value) VALUES ($1, $2)', [sensor, value]);
  return c.json({ sensor, value }, 201);
});
`,
      { database: true },
    ),
    recording: {
      request: posts('/readings', { sensor: 's1' }),
      ...refused(
        'INSERT INTO readings (sensor, value) VALUES ($1, $2)',
        ['s1', null],
        '23502',
        'null value in column "value" violates not-null constraint',
      ),
    },
    good: [{ request: posts('/readings', { sensor: 's1', value: 20.5 }), status: 201 }],
    tried: [
      right('refuses a reading without a value', [
        '  await pool',
        "  if (value === undefined || value === null) return c.json({ error: 'value is required' }, 422);\n  await pool",
      ]),
      hiding('stores nought', ['{ sensor, value }', '{ sensor, value = 0 }']),
      hiding('refuses nought', [
        '  await pool',
        "  if (!value) return c.json({ error: 'value is required' }, 422);\n  await pool",
      ]),
    ],
  },
  {
    name: 'no-change',
    kind: 'a change that names nothing',
    sql: "CREATE TABLE profiles (id int PRIMARY KEY, name text, city text); INSERT INTO profiles VALUES (1, 'eva', 'Bern'), (2, 'tom', 'Chur');",
    text: honoModule(
      `app.patch('/profiles/:id', async (c) => {
  const body = await c.req.json();
  const names = ['name', 'city'].filter((name) => name in body);
  if (names.length === 0) throw new Error('the statement would be empty');
  const set = names.map((name, at) => \`\${name} = $\${at + 2}\`).join(', ');
  const { rows } = await pool.query(\`UPDATE profiles SET \${set} WHERE id = $1 RETURNING *\`, [c.req.param('id'), ...names.map((name) => body[name])]);
  if (rows.length === 0) return c.json({ error: 'no such profile' }, 404);
  return c.json(rows[0]);
});
`,
      { database: true },
    ),
    recording: { request: posts('/profiles/2', {}, 'PATCH'), status: 500 },
    good: [{ request: posts('/profiles/1', { city: 'Basel' }, 'PATCH'), status: 200 }],
    tried: [
      right('refuses a change without a value', [
        "  if (names.length === 0) throw new Error('the statement would be empty');",
        "  if (names.length === 0) return c.json({ error: 'nothing to change' }, 400);",
      ]),
      hiding('answers 404 to every error', [
        "return c.json({ error: 'internal error' }, 500);",
        "return c.json({ error: 'no such profile' }, 404);",
      ]),
    ],
  },
  {
    name: 'no-content',
    kind: 'an answer of an upstream without a body',
    text: honoModule(`app.get('/offers/:zip', async (c) => {
  const response = await fetch(\`\${process.env.UPSTREAM_URL}/regions/\${c.req.param('zip')}/offers\`);
  if (!response.ok) return c.json({ error: 'the shop failed' }, 502);
  const { offers } = (await response.json()) as { offers?: string[] };
  return c.json({ offers: offers ?? [] });
});
`),
    recording: {
      request: get('/offers/9999'),
      status: 500,
      steps: [call('/regions/9999/offers', { status: 204, responseHeaders: {}, responseBody: '' })],
    },
    good: [
      {
        request: get('/offers/3000'),
        status: 200,
        steps: [
          call('/regions/3000/offers', {
            status: 200,
            responseHeaders: json,
            responseBody: { offers: ['pie'] },
          }),
        ],
      },
    ],
    tried: [
      right('knows an answer without a body', [
        '  const { offers }',
        '  if (response.status === 204) return c.json({ offers: [] });\n  const { offers }',
      ]),
      hiding('takes all that it cannot read for no offer', [
        'await response.json())',
        'await response.json().catch(() => ({})))',
      ]),
      hiding('takes every error for no offer', [
        "return c.json({ error: 'internal error' }, 500);",
        'return c.json({ offers: [] });',
      ]),
    ],
  },
];
