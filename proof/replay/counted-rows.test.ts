import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openPlacing } from './rows/testing.ts';

const TABLES = `
  create table rundowns (id serial primary key, title text not null);
  create table items (id serial primary key, rundown int not null references rundowns (id), slot int not null, title text not null,
    seconds int not null check (seconds > 0), unique (rundown, slot));
  insert into rundowns (id, title) values (1, 'morning'), (2, 'evening');
  insert into items (rundown, slot, title, seconds) values (1, 1, 'opening', 20);`;

let place: Awaited<ReturnType<typeof openPlacing>>;
beforeAll(async () => {
  place = await openPlacing(inject('databaseUrl'), TABLES);
});
afterAll(() => place.close());

const counted = (rundown: number, count: string) => ({
  ...{
    text: 'select count(*) from items where rundown = $1',
    values: [rundown],
    command: 'SELECT',
    rowCount: 1,
  },
  ...{ fields: [{ name: 'count', tableID: 0, columnID: 0 }], rows: [{ count }] },
});
const COUNTS =
  'select rundown, count(*)::int, count(distinct slot)::int as slots from items group by 1 order by 1';

it('makes as many rows as were counted, beside those of the seed', async () => {
  const { missing, rows } = await place.placed([counted(1, '4'), counted(2, '2')], COUNTS);
  expect(missing).toEqual([]);
  expect(rows).toEqual([
    { rundown: 1, count: 4, slots: 4 },
    { rundown: 2, count: 2, slots: 2 },
  ]);
});

it('takes the first count of one kind: a later one holds what was added in between', async () => {
  const { rows } = await place.placed([counted(1, '2'), counted(1, '3')], COUNTS);
  expect(rows).toEqual([{ rundown: 1, count: 2, slots: 2 }]);
});

it('makes no rows for a count that holds what the request added itself', async () => {
  const added = {
    text: "insert into items (rundown, slot, title) values (1, 9, 'weather')",
    ...{ values: [], command: 'INSERT', rowCount: 1 },
  };
  const { missing, rows } = await place.placed([added, counted(1, '3')], COUNTS);
  expect(missing).toEqual([expect.stringContaining('answered 3')]);
  expect(rows).toEqual([{ rundown: 1, count: 1, slots: 1 }]);
});

it('says so where they cannot be made', async () => {
  const step = { ...counted(1, '3'), text: 'select count(*) from items where rundown = $1 and slot = 1' };
  const { missing } = await place.placed([step], COUNTS);
  expect(missing).toEqual([expect.stringContaining('Not all rows of public.items that were counted')]);
});
