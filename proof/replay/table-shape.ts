import type pg from 'pg';

export interface Column {
  name: string;
  /** As PostgreSQL writes it: `character varying(20)`. */
  type: string;
  /** `pg_type.typcategory`: `N` for numbers, `S` for texts, `E` for enumerations, … */
  category: string;
  /** Needs a value: it may not be null, and nothing gives it one. */
  required: boolean;
  /** Computed from others, so nothing may be put into it. */
  generated: boolean;
  sequence: string | null;
}

export interface TableShape {
  /** Quoted, with its schema. */
  target: string;
  columns: Column[];
  /** Columns of each unique key, the primary one first. */
  keys: string[][];
}

/** Null where there is no such table, or where it is a view. */
export async function readTable(client: pg.Client, schema: string, name: string): Promise<TableShape | null> {
  const { rows: found } = await client.query<{ oid: number; target: string }>(
    `select c.oid, format('%I.%I', n.nspname, c.relname) as target from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p')`,
    [schema, name],
  );
  const [table] = found;
  if (!table) return null;
  const { rows: columns } = await client.query<Column>(
    `select a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type, t.typcategory::text as category,
       a.attnotnull and not a.atthasdef and a.attidentity = '' as required, a.attgenerated <> '' as generated,
       pg_get_serial_sequence($2, a.attname) as sequence
     from pg_attribute a join pg_type t on t.oid = a.atttypid
     where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table.oid, table.target],
  );
  const { rows: keys } = await client.query<{ columns: string[] }>(
    `select (select array_agg(a.attname::text order by k.place) from unnest(i.indkey::int2[]) with ordinality as k(number, place)
       join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number) as columns
     from pg_index i where i.indrelid = $1 and i.indisunique and i.indpred is null and i.indexprs is null
     order by i.indisprimary desc, i.indexrelid`,
    [table.oid],
  );
  return { target: table.target, columns, keys: keys.map((key) => key.columns) };
}
