import type pg from 'pg';
import type { RecordedTable } from '../read-rows.ts';
import { readTable, type TableShape } from '../table-shape.ts';
import type { OpenRow } from './rows-of-objection.ts';

type Row = Record<string, unknown>;

/** Where PostgreSQL cuts a value that it shows. */
const CUT = '...';

/** Gives rows of which only the schema knows the columns their names. */
export async function closeRows(client: pg.Client, tables: RecordedTable[]): Promise<RecordedTable[]> {
  const closed: RecordedTable[] = [];
  for (const table of tables) {
    const { schema, name, open = [] } = table;
    const shape = open.length > 0 ? await readTable(client, schema, name) : null;
    const rows: Row[] = [];
    for (const one of shape ? open : []) {
      const row = one.kind === 'failing' ? beforeChange(one, shape) : await referring(client, table, one);
      if (row) rows.push(row);
    }
    closed.push({ ...table, rows: [...table.rows, ...rows] });
  }
  return closed;
}

/** The row as it was before a change that a condition of the table refuses. */
function beforeChange(
  { values, changed, row }: OpenRow & { kind: 'failing' },
  shape: TableShape | null,
): Row {
  const columns = shape?.columns ?? [];
  // A text may hold what divides the values.
  if (columns.length !== values.length) return row;
  const held = columns.flatMap(({ name, generated }, at): [string, unknown][] => {
    const value = values[at] ?? '';
    const added = changed.get(name);
    if (generated || added === null || value.endsWith(CUT)) return [];
    if (value === 'null') return [[name, null]];
    return [[name, added === undefined ? value : Number(value) - added]];
  });
  return { ...Object.fromEntries(held), ...row };
}

async function referring(
  client: pg.Client,
  { schema, name }: RecordedTable,
  { constraint, key }: OpenRow & { kind: 'referring' },
): Promise<Row | null> {
  const { rows } = await client.query<{ own: string; other: string }>(
    `select a.attname::text as own, f.attname::text as other
     from pg_constraint c
     join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
     cross join unnest(c.conkey, c.confkey) as k(own, other)
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own
     join pg_attribute f on f.attrelid = c.confrelid and f.attnum = k.other
     where c.contype = 'f' and c.conname = $1 and n.nspname = $2 and t.relname = $3`,
    [constraint, schema, name],
  );
  return rows.length === 0 ? null : Object.fromEntries(rows.map(({ own, other }) => [own, key[other]]));
}
