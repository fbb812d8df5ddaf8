import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openPlacing } from './testing.ts';

const TABLES = `
  create table teams (id int primary key, name text);
  create table members (id int primary key, team int not null references teams (id));
  create table stock (sku text primary key, count int not null check (count > 0), place text);
  create table accounts (id int primary key, email text not null unique);`;

let place: Awaited<ReturnType<typeof openPlacing>>;
beforeAll(async () => {
  place = await openPlacing(inject('databaseUrl'), TABLES);
});
afterAll(() => place.close());

const names = (name: string) => ({ schema: 'public', table: name });

it.each([
  [
    'what others refer to',
    {
      text: 'DELETE FROM teams WHERE id = $1',
      values: ['7'],
      error: {
        code: '23503',
        message:
          'update or delete on table "teams" violates foreign key constraint "members_team_fkey" on table "members"',
        detail: 'Key (id)=(7) is still referenced from table "members".',
        constraint: 'members_team_fkey',
        ...names('members'),
      },
    },
    'select t.id, m.team from teams t join members m on m.team = t.id',
    [{ id: 7, team: 7 }],
  ],
  [
    'what a change takes too much of',
    {
      text: 'UPDATE stock SET count = count - $1 WHERE sku = $2',
      values: [5, 'cup'],
      error: {
        code: '23514',
        message: 'new row for relation "stock" violates check constraint "stock_count_check"',
        detail: 'Failing row contains (cup, -2, null).',
        constraint: 'stock_count_check',
        ...names('stock'),
      },
    },
    'select sku, count, place from stock',
    [{ sku: 'cup', count: 3, place: null }],
  ],
  [
    'a change without what the row was',
    {
      text: 'UPDATE teams SET id = $1 WHERE id = $2',
      values: [null, 4],
      error: { code: '23502', message: 'null value in column "id"', ...names('teams') },
    },
    'select id from teams',
    [{ id: 4 }],
  ],
])('places the row that a change met to which the database objected: %s', async (_, step, text, rows) => {
  expect(await place.placed([step], text)).toEqual({ missing: [], rows });
});
