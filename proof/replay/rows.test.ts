import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openPlacing } from './rows/testing.ts';

const TABLES = `
  create type size as enum ('small', 'large');
  create table shelters (id serial primary key);
  create table owners (id serial primary key, email text not null unique, born date, size size not null,
    partner int, score int not null default 0, shelter int references shelters (id));
  create table pets (
    id bigint generated always as identity primary key, owner int not null references owners (id),
    name text not null, tags text[], about jsonb not null, at timestamptz not null,
    kind text, known boolean not null default false, lost boolean not null default true, found boolean, shouted text generated always as (upper(name)) stored);
  insert into owners (email, size) values ('seed@example.com', 'small'), ('other@example.com', 'large');`;

let place: Awaited<ReturnType<typeof openPlacing>>;
beforeAll(async () => {
  place = await openPlacing(inject('databaseUrl'), TABLES);
});
afterAll(() => place.close());
const placed: typeof place.placed = (steps, text) => place.placed(steps, text);

const owners = { schema: 'public', name: 'owners', columns: { 1: 'id', 2: 'email', 4: 'size' } };
const pets = {
  schema: 'public',
  name: 'pets',
  columns: { 1: 'id', 2: 'owner', 3: 'name', 4: 'tags', 5: 'about', 7: 'shouted' },
};
const field = (name: string, tableID: number, columnID: number) => ({ name, tableID, columnID });

it('places a row of which nothing but null was read', async () => {
  const { missing, rows } = await placed(
    [
      {
        text: 'select born from owners where id = $1',
        values: [7],
        command: 'SELECT',
        rowCount: 1,
        fields: [field('born', 3, 3)],
        rows: [{ born: null }],
        tables: { 3: { schema: 'public', name: 'owners', columns: { 1: 'id', 3: 'born' } } },
      },
    ],
    'select id, born from owners where id = 7',
  );
  expect({ missing, rows }).toEqual({ missing: [], rows: [{ id: 7, born: null }] });
});

it.each([
  [
    'the only table',
    'select id, email as mail from owners where id = $1',
    [field('id', 1, 1), field('mail', 1, 2)],
  ],
  [
    'two tables',
    'select o.id, o.email as mail, p.name from owners o join pets p on p.owner = o.id where o.id = $1',
    [field('id', 1, 1), field('mail', 1, 2), field('name', 2, 3)],
  ],
])(
  'places rows of %s by the text of a statement, where the service ended before anybody asked for names',
  async (_, text, fields) => {
    const row = { id: 7, mail: 'ada@example.com', ...(fields.length > 2 && { name: 'rex' }) };
    const given = { text, values: [7], command: 'SELECT', rowCount: 1, fields, rows: [row], tables: {} };
    const { missing, rows } = await placed([given], text.replace('$1', '7'));
    expect({ missing, rows }).toEqual({ missing: [], rows: [row] });
  },
);

it('places rows of a join in both tables under the names of their columns, and fills what nobody read', async () => {
  const { missing, rows } = await placed(
    [
      {
        text: 'select p.id as pet, o.email, p.tags, p.about, p.shouted from pets p join owners o on o.id = p.owner where o.id = $1',
        values: [7],
        command: 'SELECT',
        rowCount: 1,
        fields: [
          field('pet', 2, 1),
          field('owner', 1, 1),
          field('email', 1, 2),
          field('tags', 2, 4),
          field('about', 2, 5),
          field('shouted', 2, 7),
        ],
        rows: [
          {
            pet: 40,
            owner: 7,
            email: 'a@example.com',
            tags: ['x', 'y'],
            about: { old: true },
            shouted: 'IDA',
          },
        ],
        tables: { 1: owners, 2: pets },
      },
    ],
    "select p.id::int, p.tags, p.about, p.at = date_trunc('day', p.at) as day, o.email, o.size from pets p, owners o where o.id = 7",
  );
  expect(missing).toEqual([]);
  expect(rows).toEqual([
    { id: 40, tags: ['x', 'y'], about: { old: true }, day: true, email: 'a@example.com', size: 'small' },
  ]);
});

it('puts a recorded row in the place of the seed row with its key, and removes another with its unique value', async () => {
  const { rows } = await placed(
    [
      {
        text: 'select id, email from owners',
        fields: [field('id', 1, 1), field('email', 1, 2)],
        rows: [{ id: 1, email: 'other@example.com' }],
        rowCount: 1,
        tables: { 1: owners },
      },
    ],
    'select id, email, size from owners order by id',
  );
  expect(rows).toEqual([{ id: 1, email: 'other@example.com', size: 'small' }]);
});

it('adds the row that stood in the way of an insert', async () => {
  const insert = {
    text: "INSERT INTO owners (email, size) VALUES ($1, 'large')",
    values: ['taken@example.com'],
    error: { code: '23505', message: 'duplicate key value violates unique constraint' },
  };
  const { missing, rows } = await placed(
    [insert],
    "select email, size from owners where email like 'taken%'",
  );
  expect({ missing, rows }).toEqual({ missing: [], rows: [{ email: 'taken@example.com', size: 'large' }] });
});

it('adds what a condition says of the rows that came back', async () => {
  const { rows } = await placed(
    [
      {
        text: "SELECT id FROM owners WHERE email = $1 AND size = 'large' LIMIT 1",
        values: ['found@example.com'],
        fields: [field('id', 1, 1)],
        rows: [{ id: 12 }],
        rowCount: 1,
        tables: { 1: owners },
      },
    ],
    'select email, size from owners where id = 12',
  );
  expect(rows).toEqual([{ email: 'found@example.com', size: 'large' }]);
});

it('leaves out rows that the request added itself, and gives its rows their numbers again', async () => {
  const read = {
    fields: [field('id', 1, 1), field('email', 1, 2)],
    rows: [{ id: 90, email: 'new@example.com' }],
    rowCount: 1,
    tables: { 1: owners },
  };
  const { rows } = await placed(
    [
      {
        text: 'INSERT INTO owners (email) VALUES ($1) RETURNING id, email',
        values: ['new@example.com'],
        ...read,
      },
      { text: 'SELECT id, email FROM owners WHERE id = $1', values: [90], ...read },
    ],
    "insert into owners (email, size) values ('next@example.com', 'small') returning id, (select count(*)::int from owners) as others",
  );
  expect(rows).toEqual([{ id: 90, others: 2 }]);
});

it('places what inserted rows refer to, also those that were refused for another reason, but not what the database missed or the request made', async () => {
  const add = (owner: number, code: string | null = null) => ({
    ...{ text: 'INSERT INTO pets (owner, name) VALUES ($1, $2)', values: [owner, 'Ida'] },
    ...(code && { error: { code, message: 'refused' } }),
  });
  const made = { text: 'INSERT INTO owners (id, email) VALUES ($1, $2)', values: [73, 'new@example.com'] };
  const { missing, rows } = await placed(
    [made, add(70), add(71, '23503'), add(71, '25P02'), add(72, '25P02'), add(73), add(74, '23505')],
    'select id from owners where id >= 70 order by id',
  );
  expect({ missing, rows }).toEqual({
    missing: [],
    rows: [{ id: 70 }, { id: 72 }, { id: 74 }],
  });
});

it('names what it cannot bring back', async () => {
  const { missing } = await placed(
    [
      {
        text: 'select sum(amount) from pets',
        fields: [field('sum', 0, 0)],
        rows: [{ sum: '12' }],
        rowCount: 1,
      },
      {
        text: 'select count(*) from pets where owner = 3',
        fields: [field('count', 0, 0)],
        rows: [{ count: '120' }],
        rowCount: 1,
      },
      {
        text: 'select id from gone',
        fields: [field('id', 9, 1)],
        rows: [{ id: 1 }],
        rowCount: 1,
        tables: { 9: { schema: 'public', name: 'gone', columns: { 1: 'id' } } },
      },
    ],
    'select 1',
  );
  expect(missing).toEqual([
    'What “select sum(amount) from pets” answered was computed by the database, so no row brings it back.',
    '“select count(*) from pets where owner = 3” answered 120, and one such row is placed.',
    'The migrations make no table public.gone, so its rows are not placed.',
  ]);
});

/** What the database finds again of a join whose columns are named in no answer. */
const JOINED = `select o.email, p.name from pets p join owners o on o.id = p.owner
  left join shelters s on s.id = o.shelter where p.name like 'r%' order by 1, 2`;

it('joins the rows again by columns that no statement read', async () => {
  const { missing, rows } = await placed(
    [
      {
        text: JOINED,
        fields: [field('email', 1, 2), field('name', 2, 3)],
        rows: [
          { email: 'a@example.com', name: 'rex' },
          { email: 'a@example.com', name: 'rosa' },
          { email: 'b@example.com', name: 'rudi' },
        ],
        rowCount: 3,
        tables: { 1: owners, 2: pets },
      },
    ],
    `select o.email, p.name, (select count(*)::int from owners where email like '_@example.com') as owners from (${JOINED}) j
     join pets p using (name) join owners o on o.id = p.owner order by 2`,
  );
  expect(missing).toEqual([]);
  expect(rows).toEqual([
    { email: 'a@example.com', name: 'rex', owners: 2 },
    { email: 'a@example.com', name: 'rosa', owners: 2 },
    { email: 'b@example.com', name: 'rudi', owners: 2 },
  ]);
});

it('joins by what another statement read of the same row, and places a row that nothing was read of', async () => {
  const { rows } = await placed(
    [
      {
        text: 'select p.name from pets p join owners o on p.owner = o.id where o.email = $1',
        values: ['a@example.com'],
        fields: [field('name', 2, 3)],
        rows: [{ name: 'rex' }],
        rowCount: 1,
        tables: { 2: pets },
      },
      {
        text: 'select id, email from owners where id = 31',
        fields: [field('id', 1, 1), field('email', 1, 2)],
        rows: [{ id: 31, email: 'a@example.com' }],
        rowCount: 1,
        tables: { 1: owners },
      },
    ],
    "select p.name, p.owner, o.email from pets p join owners o on o.id = p.owner where p.name = 'rex'",
  );
  expect(rows).toEqual([{ name: 'rex', owner: 31, email: 'a@example.com' }]);
});

it('tells the two rows of a table apart that is joined with itself', async () => {
  const { rows } = await placed(
    [
      {
        text: 'select a.email, b.email as other from owners a join owners b on b.id = a.partner where a.id = 8',
        fields: [field('email', 1, 2), field('other', 1, 2)],
        rows: [{ email: 'a@example.com', other: 'b@example.com' }],
        rowCount: 1,
        tables: { 1: { ...owners, columns: { ...owners.columns, 5: 'partner' } } },
      },
    ],
    'select a.id, a.email, b.email as other from owners a join owners b on b.id = a.partner',
  );
  expect(rows).toEqual([{ id: 8, email: 'a@example.com', other: 'b@example.com' }]);
});

it.each([
  ['a time that has not come', 'select name from pets where id = 5 and at > now()', [{ name: 'rex' }]],
  [
    'a number above a bound',
    'select name from pets where id = 5 and owner >= 3 and owner < 9',
    [{ name: 'rex' }],
  ],
  ['a pattern', "select name from pets where id = 5 and kind ilike '%og%'", [{ name: 'rex' }]],
  [
    'a flag',
    'select name from pets where id = 5 and known and not lost and found is true',
    [{ name: 'rex' }],
  ],
  ['something at all', 'select name from pets where id = 5 and kind is not null', [{ name: 'rex' }]],
  ['another form', "select name from pets where id = 5 and lower(kind) = lower('Dog')", [{ name: 'rex' }]],
])('gives a row what a condition asks of a column that was not read: %s', async (_, text, expected) => {
  const step = { text, fields: [field('name', 2, 3)], rows: expected, rowCount: 1, tables: { 2: pets } };
  expect((await placed([step], text)).rows).toEqual(expected);
});

it.each([
  ['a change without an answer', "update owners set size = 'large' where id = 77 and size = 'small'", [], []],
  [
    'one that asks whether there is one',
    'select 1 from owners where id = 77',
    [field('?column?', 0, 0)],
    [{ '?column?': 1 }],
  ],
  [
    'the same by EXISTS',
    'select exists (select 1 from owners where id = 77)',
    [field('exists', 0, 0)],
    [{ exists: true }],
  ],
  ['a count', 'select count(*) from owners where id = 77', [field('count', 0, 0)], [{ count: '1' }]],
])('places the row that only conditions tell of: %s', async (_, text, fields, answer) => {
  const { missing, rows } = await placed(
    [{ text, fields, rows: answer, rowCount: 1 }],
    'select id, size from owners where id = 77',
  );
  expect({ missing, rows }).toEqual({ missing: [], rows: [{ id: 77, size: 'small' }] });
});

it.each([
  [
    'WITH',
    'with own as (select id as pet, name, owner from pets where kind = $1) select p.name from own p join owners o on o.id = p.owner where o.email = $2 and p.pet = 5',
    { id: 5, kind: 'dog', email: 'a@example.com' },
  ],
  [
    'FROM (SELECT …)',
    'select p.name from owners o join (select * from pets where kind = $1) p on p.owner = o.id where o.email = $2 and p.id = 5',
    { id: 5, kind: 'dog', email: 'a@example.com' },
  ],
  [
    'OR, whose first side the answer contradicts',
    "select p.name from pets p join owners o on o.id = p.owner where o.email = $2 and (p.name = 'ida' or p.kind = $1 and p.id = 5)",
    { id: 5, kind: 'dog', email: 'a@example.com' },
  ],
  [
    'a name of WITH that is a table in itself',
    'with pets as (select name, id from pets where kind = $1) select name from pets where id = 5 and $2 > $1',
    { id: 5, kind: 'dog' },
  ],
])('reads parts of a statement: %s', async (_, text, { email, ...expected }: Record<string, unknown>) => {
  const values = ['dog', 'a@example.com'];
  const step = {
    text,
    values,
    fields: [field('name', 2, 3)],
    rows: [{ name: 'rex' }],
    rowCount: 1,
    tables: { 2: pets },
  };
  const found = 'select p.id::int, p.kind, o.email from pets p left join owners o on o.id = p.owner';
  const [row] = (await placed([step], `${found} where p.name = 'rex'`)).rows;
  expect(row).toEqual({ ...expected, email: email ?? null });
});

it('undoes what a change added, and what it wrote over', async () => {
  const { rows } = await placed(
    [
      {
        text: 'update owners set score = score - 3, email = $1 where id = 9 and score > 0 returning score, email',
        values: ['c@example.com'],
        fields: [field('score', 1, 6), field('email', 1, 2)],
        rows: [{ score: -1, email: 'c@example.com' }],
        rowCount: 1,
        tables: { 1: { ...owners, columns: { ...owners.columns, 6: 'score' } } },
      },
    ],
    "select score, email = 'c@example.com' as written from owners where id = 9",
  );
  expect(rows).toEqual([{ score: 2, written: false }]);
});
