// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources and recordings hold them
import { createHmac } from 'node:crypto';
import {
  hiding,
  honoModule,
  named,
  plainModule,
  posts,
  refused,
  right,
  type TriedService,
} from './tried-service.ts';

/** As the sender signed it; the sandbox does not know its key. */
const hook = (payment: object) => {
  const request = posts('/hooks', { type: 'payment.done', payment });
  const digest = createHmac('sha256', 'production').update(JSON.stringify(request.body)).digest('hex');
  return { ...request, headers: { ...request.headers, 'x-signature': `sha256=${digest}` } };
};
const get = (path: string) => ({ method: 'GET', path });
const form = (body: string) => ({
  ...posts('/contact', body),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});

const INSERT = 'INSERT INTO transfers (account, cents) VALUES ($1, $2) RETURNING id';
const MESSAGE = 'INSERT INTO messages (email, topic) VALUES ($1, $2)';
const DELETE = 'DELETE FROM teams WHERE id = $1';

/** Services whose failure is easily hidden by a default, or by what only the recorded request needs. */
export const DEFAULT_SERVICES: TriedService[] = [
  {
    name: 'bad-date',
    kind: 'a text that cannot be read as a date, and may be left out',
    sql: "CREATE TABLE orders (id int PRIMARY KEY, placed timestamptz NOT NULL, cents int NOT NULL); INSERT INTO orders VALUES (1, '2026-01-05', 100), (2, '2026-02-07', 250), (3, '2026-03-09', 75);",
    text: honoModule(
      `app.get('/orders', async (c) => {
  const since = c.req.query('since');
  const from = since ? new Date(since).toISOString() : '1970-01-01T00:00:00.000Z';
  const { rows } = await pool.query('SELECT id, cents FROM orders WHERE placed >= $1 ORDER BY id', [from]);
  return c.json({ orders: rows });
});
`,
      { database: true },
    ),
    recording: { request: get('/orders?since=31%2F12%2F2025'), status: 500 },
    good: [{ request: get('/orders?since=2026-02-01'), status: 200 }],
    tried: [
      right('refuses what is no date', [
        '  const from',
        "  if (since && Number.isNaN(Date.parse(since))) return c.json({ error: 'since is not a date' }, 400);\n  const from",
      ]),
      named('takes the start of time', ['since ? new', 'since && !Number.isNaN(Date.parse(since)) ? new']),
      hiding('takes now', ['new Date(since)', 'new Date(Date.parse(since) || Date.now())']),
      hiding('refuses what has a slash', [
        '  const from',
        "  if (since?.includes('/')) return c.json({ error: 'since is not a date' }, 400);\n  const from",
      ]),
      hiding('refuses each date', [
        '  const from',
        "  if (since) return c.json({ error: 'since is not a date' }, 400);\n  const from",
      ]),
    ],
  },
  {
    name: 'checked-amount',
    kind: 'a number that a condition of the table refuses',
    sql: 'CREATE TABLE transfers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account text NOT NULL, cents int NOT NULL CHECK (cents > 0));',
    text: honoModule(
      `app.post('/transfers', async (c) => {
  const { account, cents } = await c.req.json();
  const { rows } = await pool.query('${INSERT}', [account, cents]);
  return c.json({ id: rows[0].id, cents }, 201);
});
`,
      { database: true },
    ),
    recording: {
      request: posts('/transfers', { account: 'a1', cents: -500 }),
      ...refused(
        INSERT,
        ['a1', -500],
        '23514',
        'new row for relation "transfers" violates check constraint "transfers_cents_check"',
      ),
    },
    good: [{ request: posts('/transfers', { account: 'a1', cents: 500 }), status: 201 }],
    tried: [
      right('refuses what is not above zero', [
        '  const { rows }',
        "  if (!Number.isInteger(cents) || cents <= 0) return c.json({ error: 'cents must be above zero' }, 400);\n  const { rows }",
      ]),
      hiding('makes it positive', ['[account, cents]', '[account, Math.abs(cents)]']),
      hiding('takes the least', ['[account, cents]', '[account, Math.max(1, cents)]']),
      hiding('knows one amount', [
        '  const { rows }',
        "  if (cents === -500) return c.json({ error: 'cents must be above zero' }, 400);\n  const { rows }",
      ]),
    ],
  },
  {
    name: 'signed-hook',
    kind: 'a signed message that lacks what others have',
    sql: 'CREATE TABLE payments (ref text PRIMARY KEY, customer text);',
    definition: { environment: { HOOK_SECRET: { secret: true } } },
    text: plainModule(
      `  if (url.pathname === '/hooks') {
    let text = '';
    for await (const chunk of req) text += chunk;
    const wanted = createHmac('sha256', process.env.HOOK_SECRET ?? '').update(text).digest('hex');
    if (req.headers['x-signature'] !== \`sha256=\${wanted}\`) return send(res, 401, { error: 'bad signature' });
    const { payment } = JSON.parse(text);
    await pool.query('INSERT INTO payments (ref, customer) VALUES ($1, $2)', [payment.ref, payment.customer.name]);
    return send(res, 200, { stored: payment.ref });
  }`,
      { database: true, before: "import { createHmac } from 'node:crypto';\n" },
    ),
    recording: { request: hook({ ref: 'p-77', customer: null }), status: 500 },
    good: [{ request: hook({ ref: 'p-12', customer: { name: 'Ada' } }), status: 200 }],
    tried: [
      right('stores no customer', ['payment.customer.name', 'payment.customer?.name ?? null']),
      named('stores a name of its own', ['payment.customer.name', "payment.customer?.name ?? 'unknown'"]),
      hiding('says that it is stored', [
        '    await pool',
        '    if (!payment.customer) return send(res, 200, { stored: payment.ref });\n    await pool',
      ]),
      hiding('takes unsigned messages for signed', [
        "    if (req.headers['x-signature'] !== `sha256=${wanted}`) return send(res, 401, { error: 'bad signature' });\n    const { payment } = JSON.parse(text);",
        "    const { payment } = JSON.parse(text);\n    if (payment.customer && req.headers['x-signature'] !== `sha256=${wanted}`) return send(res, 401, { error: 'bad signature' });\n    payment.customer ??= { name: null };",
      ]),
    ],
  },
  {
    name: 'form-field',
    kind: 'a field of a form that is missing',
    sql: 'CREATE TABLE messages (email text NOT NULL, topic text NOT NULL);',
    text: plainModule(
      `  if (url.pathname === '/contact') {
    let text = '';
    for await (const chunk of req) text += chunk;
    const form = new URLSearchParams(text);
    await pool.query('${MESSAGE}', [form.get('email'), form.get('topic')]);
    return send(res, 201, { sent: form.get('email') });
  }`,
      { database: true },
    ),
    recording: {
      request: form('email=eva%40example.org'),
      ...refused(
        MESSAGE,
        ['eva@example.org', null],
        '23502',
        'null value in column "topic" of relation "messages" violates not-null constraint',
      ),
    },
    good: [{ request: form('email=tom%40example.org&topic=order'), status: 201 }],
    tried: [
      right('asks for the topic', [
        '    await pool',
        "    if (!form.get('topic')) return send(res, 422, { error: 'topic is required' });\n    await pool",
      ]),
      hiding('stores an empty topic', ["form.get('topic')]", "form.get('topic') ?? '']"]),
      hiding('refuses others than tom', [
        '    await pool',
        "    if (form.get('email') !== 'tom@example.org') return send(res, 422, { error: 'topic is required' });\n    await pool",
      ]),
    ],
  },
  {
    name: 'still-referenced',
    kind: 'a row that others refer to',
    sql: 'CREATE TABLE teams (id int PRIMARY KEY); CREATE TABLE members (id int PRIMARY KEY, team int NOT NULL REFERENCES teams (id)); INSERT INTO teams VALUES (2), (3);',
    text: honoModule(
      `app.delete('/teams/:id', async (c) => {
  const { rowCount } = await pool.query('${DELETE}', [c.req.param('id')]);
  return rowCount === 0 ? c.json({ error: 'no such team' }, 404) : c.body(null, 204);
});
`,
      { database: true },
    ),
    recording: {
      request: { method: 'DELETE', path: '/teams/1' },
      status: 500,
      sqlstate: '23503',
      steps: [
        {
          ...{ kind: 'sql', text: DELETE, values: ['1'] },
          error: {
            code: '23503',
            message:
              'update or delete on table "teams" violates foreign key constraint "members_team_fkey" on table "members"',
            detail: 'Key (id)=(1) is still referenced from table "members".',
            ...{ schema: 'public', table: 'members', constraint: 'members_team_fkey' },
          },
        },
      ],
    },
    good: [{ request: { method: 'DELETE', path: '/teams/2' }, status: 204 }],
    tried: [
      right('answers 409 to the constraint', [
        `  const { rowCount } = await pool.query('${DELETE}', [c.req.param('id')]);`,
        `  let rowCount: number | null;
  try {
    ({ rowCount } = await pool.query('${DELETE}', [c.req.param('id')]));
  } catch (error) {
    if ((error as { code?: string }).code === '23503') return c.json({ error: 'the team has members' }, 409);
    throw error;
  }`,
      ]),
      hiding('says that it is gone', [
        `[c.req.param('id')]);`,
        `[c.req.param('id')]).catch(() => ({ rowCount: 1 }));`,
      ]),
      hiding('turns every removal away', [
        '  const { rowCount }',
        "  if (c.req.param('id')) return c.json({ error: 'the team has members' }, 409);\n  const { rowCount }",
      ]),
    ],
  },
];
