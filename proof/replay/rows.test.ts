import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createScratchDatabases, type ScratchDatabase } from '../database/scratch-databases.ts';
import { createLease } from '../lease.ts';
import { readRows } from './read-rows.ts';
import { fieldRecording } from './testing.ts';

const TABLES = `
  create type size as enum ('small', 'large');
  create table owners (id serial primary key, email text not null unique, born date, size size not null);
  create table pets (
    id bigint generated always as identity primary key, owner int not null references owners (id),
    name text not null, tags text[], about jsonb not null, at timestamptz not null, shouted text generated always as (upper(name)) stored);
  insert into owners (email, size) values ('seed@example.com', 'small'), ('other@example.com', 'large');`;

let databases: ReturnType<typeof createScratchDatabases>;
let template: Awaited<ReturnType<typeof databases.createTemplate>>;
beforeAll(async () => {
  databases = createScratchDatabases(inject('databaseUrl'), createLease());
  template = await databases.createTemplate();
  await query(template, TABLES);
  await template.seal();
});
afterAll(async () => {
  template.drop();
  await databases.close();
});

type Login = Pick<ScratchDatabase, 'name' | 'user' | 'password' | 'server'>;

async function query({ name, user, password, server }: Login, text: string) {
  const client = new pg.Client({ ...server, user, password, database: name });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** What a copy answers to a query once the rows of these statements were placed. */
async function placed(steps: Record<string, unknown>[], text: string) {
  const scratch = await template.copy();
  try {
    const read = readRows(fieldRecording({ steps: steps.map((step) => ({ kind: 'sql', ...step })) }));
    const missing = [...read.missing, ...(await scratch.place(read))];
    return { missing, rows: await query(scratch, text) };
  } finally {
    scratch.drop();
  }
}

const owners = { schema: 'public', name: 'owners', columns: { 1: 'id', 2: 'email', 4: 'size' } };
const pets = {
  schema: 'public',
  name: 'pets',
  columns: { 1: 'id', 2: 'owner', 3: 'name', 4: 'tags', 5: 'about', 7: 'shouted' },
};
const field = (name: string, tableID: number, columnID: number) => ({ name, tableID, columnID });

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
    'select p.id::int, p.tags, p.about, o.email, o.size from pets p, owners o where o.id = 7',
  );
  expect(missing).toEqual([]);
  expect(rows).toEqual([
    { id: 40, tags: ['x', 'y'], about: { old: true }, email: 'a@example.com', size: 'small' },
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

it('names what it cannot bring back', async () => {
  const { missing } = await placed(
    [
      {
        text: 'select count(*) from owners',
        fields: [field('count', 0, 0)],
        rows: [{ count: '12' }],
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
    'What “select count(*) from owners” answered was computed by the database, so no row brings it back.',
    'The migrations make no table public.gone, so its rows are not placed.',
  ]);
});
