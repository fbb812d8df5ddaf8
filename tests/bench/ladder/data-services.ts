// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources hold them
import { hiding, plainModule, posts, refused, right, type TriedService } from './tried-service.ts';

const get = (path: string) => ({ method: 'GET', path });
/** What a statement read of the table of goods. */
const readGoods = (id: string, row: Record<string, unknown>) => ({
  ...{ kind: 'sql', text: GOODS, values: [id], rows: [row], command: 'SELECT', rowCount: 1 },
  fields: Object.keys(row).map((name, at) => ({ name, tableID: 7, columnID: at + 2, dataTypeID: 25 })),
  tables: { 7: { schema: 'public', name: 'goods', columns: { 2: 'name', 3: 'grams', 4: 'price' } } },
});
const LINES =
  'SELECT v.plate, d.town FROM vans v LEFT JOIN depots d ON d.id = v.depot_id WHERE v.line = $1 ORDER BY v.id';
const GOODS = 'SELECT name, grams, price FROM goods WHERE id = $1';

/** Services whose answer is made of what a database gives, so that a wrong fix shows in the data. */
export const DATA_SERVICES: TriedService[] = [
  {
    name: 'left-join',
    kind: 'a row without its partner',
    sql: "CREATE TABLE depots (id int PRIMARY KEY, town text NOT NULL); CREATE TABLE vans (id int PRIMARY KEY, plate text NOT NULL, line text NOT NULL, depot_id int REFERENCES depots); INSERT INTO depots VALUES (1, 'olten'), (2, 'chur'); INSERT INTO vans VALUES (1, 'SO 1', 'red', 1), (2, 'GR 2', 'red', 2), (3, 'ZH 3', 'blue', NULL), (4, 'SO 4', 'blue', 1);",
    text: plainModule(
      `  const [, line] = /^\\/lines\\/(\\w+)$/.exec(url.pathname) ?? [];
  if (line) {
    const { rows } = await pool.query<{ plate: string; town: string }>('${LINES}', [line]);
    return send(res, 200, { vans: rows.map((row) => ({ plate: row.plate, depot: row.town.toUpperCase() })) });
  }`,
      { database: true },
    ),
    recording: { request: get('/lines/blue'), status: 500 },
    good: [{ request: get('/lines/red'), status: 200 }],
    tried: [
      right('names no depot where there is none', [
        'row.town.toUpperCase()',
        'row.town?.toUpperCase() ?? null',
      ]),
      right('says that there is none', ['row.town.toUpperCase()', "(row.town ?? 'none').toUpperCase()"]),
      hiding('leaves the row out', ['rows.map(', 'rows.filter((row) => row.town).map(']),
      hiding('answers no row', [
        '    return send(res, 200, { vans',
        '    if (rows.some((row) => !row.town)) return send(res, 200, { vans: [] });\n    return send(res, 200, { vans',
      ]),
      hiding('names the depot of another', [
        'row.town.',
        "(row.town ?? rows.find(({ town }) => town)?.town ?? '').",
      ]),
      hiding('says that the line is not there', [
        '    return send(res, 200, { vans',
        "    if (rows.some((row) => !row.town)) return send(res, 404, { error: 'not found' });\n    return send(res, 200, { vans",
      ]),
    ],
  },
  {
    name: 'text-of-a-number',
    kind: 'a numeric column, which comes as text',
    sql: "CREATE TABLE goods (id int PRIMARY KEY, name text NOT NULL, grams int NOT NULL, price numeric(12,3)); INSERT INTO goods VALUES (11, 'tea', 100, NULL), (13, 'rice', 1000, NULL);",
    text: plainModule(
      `  const [, id] = /^\\/goods\\/(\\d{1,6})$/.exec(url.pathname) ?? [];
  if (id) {
    const { rows: [good] } = await pool.query('${GOODS}', [id]);
    if (!good) return send(res, 404, { error: 'no such good' });
    return send(res, 200, { name: good.name, kilos: good.grams / 1000, price: good.price === null ? null : good.price.toFixed(2) });
  }`,
      { database: true },
    ),
    recording: {
      request: get('/goods/14'),
      status: 500,
      steps: [readGoods('14', { name: 'oil', grams: 750, price: '12.500' })],
    },
    good: [{ request: get('/goods/11'), status: 200 }],
    tried: [
      right('makes a number of the text', ['good.price.toFixed(2)', 'Number(good.price).toFixed(2)']),
      hiding('has no price', ['good.price === null ?', "typeof good.price !== 'number' ?"]),
      hiding('writes the price out', ['good.price.toFixed(2)', "'12.50'"]),
      hiding('costs nothing', ['good.price.toFixed(2)', '(Number(good.price.value) || 0).toFixed(2)']),
    ],
  },
  {
    name: 'asked-twice',
    kind: 'a parameter that comes twice',
    sql: "CREATE TABLE books (id int PRIMARY KEY, title text NOT NULL, tag text NOT NULL); INSERT INTO books VALUES (1, 'one', 'sea'), (2, 'two', 'air'), (3, 'three', 'sea'), (4, 'four', 'fire');",
    text: plainModule(
      `  if (url.pathname === '/books') {
    const all = url.searchParams.getAll('tag');
    if (all.length === 0) return send(res, 400, { error: 'tag is required' });
    const tags = ((all.length > 1 ? all : all[0]) as string).split(',');
    const { rows } = await pool.query('SELECT title FROM books WHERE tag = ANY($1) ORDER BY id', [tags]);
    return send(res, 200, { tags, books: rows.map((row) => row.title) });
  }`,
      { database: true },
    ),
    recording: { request: get('/books?tag=air&tag=fire'), status: 500 },
    good: [{ request: get('/books?tag=sea'), status: 200 }],
    tried: [
      right('takes them all', ['((all.length > 1 ? all : all[0]) as string).', "all.join(',')."]),
      hiding('takes none', [
        '((all.length > 1 ? all : all[0]) as string).',
        "(all.length > 1 ? '' : String(all[0])).",
      ]),
      hiding(
        'names them and looks for none',
        ['((all.length > 1 ? all : all[0]) as string).', "all.join(',')."],
        ['[tags]);', '[all.length > 1 ? [] : tags]);'],
      ),
      hiding('takes those of one request', [
        '((all.length > 1 ? all : all[0]) as string).',
        "(all.length > 1 ? 'air,fire' : String(all[0])).",
      ]),
    ],
  },
  {
    name: 'unknown-sort',
    kind: 'a name of the request as that of a column',
    sql: "CREATE TABLE songs (title text PRIMARY KEY, year int NOT NULL); INSERT INTO songs VALUES ('one', 1999), ('two', 1988), ('three', 2001);",
    text: plainModule(
      `  if (url.pathname === '/songs') {
    const sort = url.searchParams.get('sort') ?? 'title';
    if (!/^[a-z]+$/.test(sort)) return send(res, 400, { error: 'sort is a word' });
    const { rows } = await pool.query(\`SELECT title, year FROM songs ORDER BY \${sort}\`);
    return send(res, 200, { songs: rows });
  }`,
      { database: true },
    ),
    recording: {
      request: get('/songs?sort=colour'),
      ...refused(
        'SELECT title, year FROM songs ORDER BY colour',
        [],
        '42703',
        'column "colour" does not exist',
      ),
    },
    good: [{ request: get('/songs?sort=year'), status: 200 }],
    tried: [
      right('knows the names', [
        '    const { rows }',
        "    if (!['title', 'year'].includes(sort)) return send(res, 400, { error: 'sort by title or year' });\n    const { rows }",
      ]),
      right('answers 400 to the objection', [
        '    send(res, 500,',
        "    if (error.code === '42703') return send(res, 400, { error: 'there is no such name to sort by' });\n    send(res, 500,",
      ]),
      hiding('finds nothing', ['${sort}`);', '${sort}`).catch(() => ({ rows: [] as unknown[] }));']),
      hiding('takes no sort', [
        '    const { rows }',
        "    if (sort !== 'title') return send(res, 400, { error: 'sort by title' });\n    const { rows }",
      ]),
    ],
  },
  {
    name: 'late-rejection',
    kind: 'a promise that rejects beside an answer which is sent already',
    text: plainModule(
      `  if (url.pathname === '/orders' && req.method === 'GET') return send(res, 200, { notes });
  if (url.pathname === '/orders') {
    const { sku, note } = await bodyOf(req);
    if (!sku) return send(res, 400, { error: 'sku is required' });
    send(res, 201, { sku });
    void keep(note);
    return;
  }`,
      {
        before:
          'const notes: string[] = [];\n\nasync function keep(note?: string): Promise<void> {\n  notes.push(note!.trim());\n}\n',
      },
    ),
    recording: {
      kind: 'crash',
      request: posts('/orders', { sku: 'tea' }),
      response: { status: 201, body: { sku: 'tea' } },
      errors: [
        {
          class: 'TypeError',
          message: "Cannot read properties of undefined (reading 'trim')",
          stack: null,
          handled: false,
        },
      ],
    },
    good: [{ request: posts('/orders', { sku: 'oil', note: 'by post' }), status: 201 }],
    tried: [
      right('logs what it rejects with', [
        'void keep(note);',
        'keep(note).catch((error) => console.error(error));',
      ]),
      right('waits for it and logs', [
        '    void keep(note);',
        '    try {\n      await keep(note);\n    } catch (error) {\n      console.error(error);\n    }',
      ]),
      right('keeps a note where there is one', [
        'void keep(note);',
        'if (note !== undefined) void keep(note);',
      ]),
      hiding('keeps the process up after any rejection', [
        'const notes',
        "process.on('unhandledRejection', () => {});\nconst notes",
      ]),
      hiding('keeps no note', ['    void keep(note);\n', '']),
    ],
  },
];
