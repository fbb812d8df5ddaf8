// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources hold them
import { hiding, honoModule, plainModule, refused, right, type TriedService } from './tried-service.ts';

/** Services whose database refuses what a request asks. */
export const DATABASE_SERVICES: TriedService[] = [
  {
    name: 'uuid-404',
    kind: 'input checked before it reaches the database',
    sql: 'CREATE TABLE notes (id uuid PRIMARY KEY, text text NOT NULL);',
    text: honoModule(
      `app.get('/notes/:id', async (c) => {
  const id = c.req.param('id');
  const { rows } = await pool.query('SELECT id, text FROM notes WHERE id = $1', [id]);
  if (rows.length === 0) return c.json({ error: 'no such note' }, 404);
  return c.json(rows[0]);
});
`,
      { database: true },
    ),
    recording: {
      request: { method: 'GET', path: '/notes/latest-one' },
      ...refused(
        'SELECT id, text FROM notes WHERE id = $1',
        ['latest-one'],
        '22P02',
        'invalid input syntax for type uuid: "latest-one"',
      ),
    },
    good: [],
    tried: [
      right('asks only for what is an id', [
        '  const { rows }',
        "  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return c.json({ error: 'no such note' }, 404);\n  const { rows }",
      ]),
      right('answers 404 to what the database does not take', [
        "  const { rows } = await pool.query('SELECT id, text FROM notes WHERE id = $1', [id]);",
        "  const { rows } = await pool.query('SELECT id, text FROM notes WHERE id = $1', [id]).catch((error) => {\n    if (error.code === '22P02') return { rows: [] as { id: string; text: string }[] };\n    throw error;\n  });",
      ]),
      hiding('answers 404 to every error', [
        "  const { rows } = await pool.query('SELECT id, text FROM notes WHERE id = $1', [id]);",
        "  const { rows } = await pool.query('SELECT id, text FROM notes WHERE id = $1', [id]).catch(() => ({ rows: [] }));",
      ]),
      hiding('never asks', [
        "  const { rows } = await pool.query('SELECT id, text FROM notes WHERE id = $1', [id]);",
        '  const rows: unknown[] = [];',
      ]),
      hiding('answers an empty note', [
        '  const { rows }',
        "  if (!/^[0-9a-f-]{36}$/i.test(id)) return c.json({ id, text: '' });\n  const { rows }",
      ]),
      hiding('knows the one id', [
        '  const { rows }',
        "  if (id === 'latest-one') return c.json({ error: 'no such note' }, 404);\n  const { rows }",
      ]),
    ],
  },
  {
    name: 'limit-below-zero',
    kind: 'LIMIT and OFFSET',
    sql: "CREATE TABLE jobs (id int PRIMARY KEY, name text NOT NULL); INSERT INTO jobs SELECT n, 'job ' || n FROM generate_series(1, 40) AS n;",
    text: plainModule(
      `  if (url.pathname === '/jobs') {
    const size = Number(url.searchParams.get('size') ?? 5);
    const page = Number(url.searchParams.get('page') ?? 1);
    const { rows } = await pool.query('SELECT id, name FROM jobs ORDER BY id LIMIT $1 OFFSET $2', [size, (page - 1) * size]);
    return send(res, 200, { jobs: rows });
  }`,
      { database: true },
    ),
    recording: {
      request: { method: 'GET', path: '/jobs?size=-2&page=1' },
      ...refused(
        'SELECT id, name FROM jobs ORDER BY id LIMIT $1 OFFSET $2',
        [-2, 0],
        '2201W',
        'LIMIT must not be negative',
      ),
    },
    good: [],
    tried: [
      right('refuses a size below one', [
        '    const { rows }',
        "    if (size < 1 || page < 1) return send(res, 400, { error: 'size and page must be positive' });\n    const { rows }",
      ]),
      right('cuts the size', [
        "Number(url.searchParams.get('size') ?? 5)",
        "Math.max(0, Number(url.searchParams.get('size') ?? 5))",
      ]),
      hiding('takes the size without its sign', [
        "Number(url.searchParams.get('size') ?? 5)",
        "Math.abs(Number(url.searchParams.get('size') ?? 5))",
      ]),
      hiding('always shows five', ["Number(url.searchParams.get('size') ?? 5)", '5']),
      hiding(
        'has no second page',
        ['(page - 1) * size]', '0]'],
        [
          "Number(url.searchParams.get('size') ?? 5)",
          "Math.max(0, Number(url.searchParams.get('size') ?? 5))",
        ],
      ),
      hiding('shows nothing when the database refuses', [
        '[size, (page - 1) * size]);',
        '[size, (page - 1) * size]).catch(() => ({ rows: [] }));',
      ]),
      hiding('refuses every size', [
        '    const { rows }',
        "    if (url.searchParams.has('size')) return send(res, 400, { error: 'no size' });\n    const { rows }",
      ]),
    ],
  },
  {
    name: 'array-any',
    kind: 'an array bound where a scalar stands',
    sql: "CREATE TABLE items (id int PRIMARY KEY, tag text NOT NULL); INSERT INTO items VALUES (1, 'red'), (2, 'blue'), (3, 'red');",
    text: honoModule(
      `app.get('/items', async (c) => {
  const tags = (c.req.query('tags') ?? 'red').split(',');
  const { rows } = await pool.query('SELECT id FROM items WHERE id <> ALL($2::int[]) AND tag = ANY($1::text[]) ORDER BY id', [tags.join(','), []]);
  return c.json({ items: rows.map((row) => row.id) });
});
`,
      { database: true },
    ),
    recording: {
      request: { method: 'GET', path: '/items?tags=red,blue' },
      ...refused(
        'SELECT id FROM items WHERE id <> ALL($2::int[]) AND tag = ANY($1::text[]) ORDER BY id',
        ['red,blue', []],
        '22P02',
        'malformed array literal: "red,blue"',
      ),
    },
    good: [],
    tried: [
      right('binds the list', ["[tags.join(','), []]", '[tags, []]']),
      hiding('finds nothing', [
        "tags.join(','), []]);",
        "tags.join(','), []]).catch(() => ({ rows: [] as { id: number }[] }));",
      ]),
      hiding('refuses all', [
        '  const { rows }',
        "  if (tags.length > 0) return c.json({ error: 'no tags' }, 400);\n  const { rows }",
      ]),
      hiding('writes the list into the text', [
        "'SELECT id FROM items WHERE id <> ALL($2::int[]) AND tag = ANY($1::text[]) ORDER BY id', [tags.join(','), []]",
        "`SELECT id FROM items WHERE tag IN ('${tags.join(\"','\")}') ORDER BY id`",
      ]),
    ],
  },
];
