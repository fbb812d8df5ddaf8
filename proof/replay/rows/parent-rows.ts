import type pg from 'pg';
import type { RecordedTable } from '../read-rows.ts';

type Row = Record<string, unknown>;

/**
 * The rows that those refer to which the request itself put into tables: they were there, although no statement read them. Not those that
 * the request made as well, nor those that the database missed.
 */
export async function parentRows(client: pg.Client, tables: RecordedTable[]): Promise<RecordedTable[]> {
  const found: RecordedTable[] = [];
  for (const { schema, name, inserted = [], orphans = [] } of tables) {
    if (inserted.length === 0) continue;
    for (const { own, other, parent } of await foreignKeys(client, schema, name)) {
      const keyOf = (row: Row): Row =>
        Object.fromEntries(own.map((column, at) => [other[at] ?? '', row[column] ?? null]));
      const known = tables.find((one) => one.schema === parent.schema && one.name === parent.name);
      const isThere = [...(known?.added ?? []), ...(known?.inserted ?? []), ...orphans.map(keyOf)];
      const rows = inserted
        .map(keyOf)
        .filter((key) => Object.values(key).every((value) => value !== null))
        .filter((key) => !isThere.some((row) => holds(row, key)));
      found.push({ ...parent, rows, added: [], inferred: true });
    }
  }
  return found;
}

const holds = (row: Row, key: Row) =>
  Object.entries(key).every(([column, value]) => column in row && String(row[column]) === String(value));

interface ForeignKey {
  own: string[];
  other: string[];
  parent: { schema: string; name: string };
}

async function foreignKeys(client: pg.Client, schema: string, name: string): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select json_build_object('schema', pn.nspname, 'name', p.relname) as parent,
       (select array_agg(a.attname::text order by k.place) from unnest(c.conkey) with ordinality as k(number, place)
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number) as own,
       (select array_agg(a.attname::text order by k.place) from unnest(c.confkey) with ordinality as k(number, place)
         join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.number) as other
     from pg_constraint c
     join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
     join pg_class p on p.oid = c.confrelid join pg_namespace pn on pn.oid = p.relnamespace
     where c.contype = 'f' and n.nspname = $1 and t.relname = $2 order by c.conname`,
    [schema, name],
  );
  return rows;
}
