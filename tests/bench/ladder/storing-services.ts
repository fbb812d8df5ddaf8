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

/** Services that store what a request asks for, where their database objects. */
export const STORING_SERVICES: TriedService[] = [
  {
    name: 'too-long',
    kind: 'an error of the database as a refusal',
    sql: 'CREATE TABLE rooms (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(12) NOT NULL UNIQUE, seats int NOT NULL CHECK (seats > 0));',
    text: honoModule(
      `app.post('/rooms', async (c) => {
  const { name, seats } = await c.req.json<{ name?: unknown; seats?: unknown }>();
  if (typeof name !== 'string') return c.json({ error: 'name is required' }, 422);
  await pool.query('INSERT INTO rooms (name, seats) VALUES ($1, $2)', [name, seats]);
  return c.json({ name, seats }, 201);
});

app.get('/rooms', async (c) => {
  const { rows } = await pool.query('SELECT name, seats FROM rooms ORDER BY id');
  return c.json({ rooms: rows });
});
`,
      { database: true },
    ),
    recording: {
      request: posts('/rooms', { name: 'a name of more than twelve', seats: 2 }),
      ...refused(
        'INSERT INTO rooms (name, seats) VALUES ($1, $2)',
        ['a name of more than twelve', 2],
        '22001',
        'value too long for type character varying(12)',
      ),
    },
    good: [],
    tried: [
      right('refuses a name that is too long, as it refuses none', [
        "  await pool.query('INSERT",
        "  if (name.length > 12) return c.json({ error: 'name is too long' }, 422);\n  await pool.query('INSERT",
      ]),
      right("answers 422 to the database's objection", [
        '  console.error(error);\n',
        "  if ((error as { code?: string }).code === '22001') return c.json({ error: 'a value is too long' }, 422);\n  console.error(error);\n",
      ]),
      hiding('cuts the name without a word', ['[name, seats]', '[name.slice(0, 12), seats]']),
      hiding('refuses every error of the database', [
        "  console.error(error);\n  return c.json({ error: 'internal error' }, 500);",
        "  return c.json({ error: 'not valid' }, 422);",
      ]),
      hiding('says that the room is there', ['[name, seats]);', '[name, seats]).catch(() => {});']),
      hiding('refuses every name', [
        "typeof name !== 'string'",
        "typeof name !== 'string' || name.length > 1",
      ]),
      hiding('stores nothing', [
        "  await pool.query('INSERT INTO rooms (name, seats) VALUES ($1, $2)', [name, seats]);\n",
        '',
      ]),
    ],
  },
  {
    name: 'foreign-key',
    kind: 'an error of the database as a refusal',
    sql: 'CREATE TABLE owners (id int PRIMARY KEY); INSERT INTO owners VALUES (1), (2); CREATE TABLE pets (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner int NOT NULL REFERENCES owners, name text NOT NULL);',
    text: plainModule(
      `  if (url.pathname === '/pets' && req.method === 'GET') {
    const { rows } = await pool.query('SELECT owner, name FROM pets ORDER BY id');
    return send(res, 200, { pets: rows });
  }
  if (url.pathname === '/pets') {
    const { owner, name } = await bodyOf(req);
    if (!name) return send(res, 400, { error: 'name is required' });
    await pool.query('INSERT INTO pets (owner, name) VALUES ($1, $2)', [owner, name]);
    return send(res, 201, { owner, name });
  }`,
      { database: true },
    ),
    recording: {
      request: posts('/pets', { owner: 77, name: 'rex' }),
      ...refused(
        'INSERT INTO pets (owner, name) VALUES ($1, $2)',
        [77, 'rex'],
        '23503',
        'insert or update on table "pets" violates foreign key constraint "pets_owner_fkey"',
      ),
    },
    good: [],
    tried: [
      right('looks for the owner first', [
        "    await pool.query('INSERT",
        "    const { rowCount } = await pool.query('SELECT 1 FROM owners WHERE id = $1', [owner]);\n    if (rowCount === 0) return send(res, 404, { error: 'no such owner' });\n    await pool.query('INSERT",
      ]),
      right("answers 404 to the database's objection", [
        "    await pool.query('INSERT INTO pets (owner, name) VALUES ($1, $2)', [owner, name]);",
        "    try {\n      await pool.query('INSERT INTO pets (owner, name) VALUES ($1, $2)', [owner, name]);\n    } catch (error) {\n      if ((error as { code?: string }).code !== '23503') throw error;\n      return send(res, 404, { error: 'no such owner' });\n    }",
      ]),
      hiding('gives the pet to the first owner', ['[owner, name]);', '[1, name]);']),
      hiding('makes the owner', [
        "    await pool.query('INSERT INTO pets",
        "    await pool.query('INSERT INTO owners VALUES ($1) ON CONFLICT DO NOTHING', [owner]);\n    await pool.query('INSERT INTO pets",
      ]),
      hiding('answers 404 to every error', [
        "send(res, 500, { error: 'internal error' })",
        "send(res, 404, { error: 'no such owner' })",
      ]),
      hiding('says that the pet is there', ['[owner, name]);', '[owner, name]).catch(() => undefined);']),
    ],
  },
  {
    name: 'row-missing',
    kind: 'an answer that is missing after a check',
    sql: "CREATE TABLE users (id int PRIMARY KEY, mail text NOT NULL); INSERT INTO users VALUES (1, 'ada@example.org'), (2, 'bob@example.org'); CREATE TABLE visits (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, who int NOT NULL);",
    text: honoModule(
      `app.get('/users/:id', async (c) => {
  const { rows } = await pool.query('SELECT id, mail FROM users WHERE id = $1', [Number(c.req.param('id'))]);
  const mail = rows[0].mail.toLowerCase();
  await pool.query('INSERT INTO visits (who) VALUES ($1)', [rows[0].id]);
  return c.json({ mail });
});
`,
      { database: true },
    ),
    recording: {
      request: { method: 'GET', path: '/users/9' },
      status: 500,
      steps: [
        {
          kind: 'sql',
          text: 'SELECT id, mail FROM users WHERE id = $1',
          values: [9],
          command: 'SELECT',
          rowCount: 0,
          rows: [],
        },
      ],
    },
    good: [],
    tried: [
      right('answers 404 where there is no row', [
        '  const mail =',
        "  if (!rows[0]) return c.json({ error: 'no such user' }, 404);\n  const mail =",
      ]),
      hiding('answers an empty address', [
        '  const mail = rows[0].mail.toLowerCase();\n',
        "  if (!rows[0]) return c.json({ mail: '' });\n  const mail = rows[0].mail.toLowerCase();\n",
      ]),
      hiding(
        'counts no visit any more',
        ["  await pool.query('INSERT INTO visits (who) VALUES ($1)', [rows[0].id]);\n", ''],
        ['  const mail =', "  if (!rows[0]) return c.json({ error: 'no such user' }, 404);\n  const mail ="],
      ),
      hiding('knows nobody', [
        '  const mail =',
        "  if (rows.length < 2) return c.json({ error: 'no such user' }, 404);\n  const mail =",
      ]),
    ],
  },
];
