import pg from 'pg';
import { type Fill, fillFor } from './fill-column.ts';
import type { RecordedRows, RecordedTable } from './read-rows.ts';
import { closeRows } from './rows/close-rows.ts';
import { fillOpenValues } from './rows/fill-open-values.ts';
import { parentRows } from './rows/parent-rows.ts';
import { type Column, readTable, type TableShape } from './table-shape.ts';

/** How often rows are tried again that wait for others which they refer to. */
const PASSES = 4;

type Row = Record<string, unknown>;
type Counted = NonNullable<RecordedTable['counted']>[number];

/**
 * Puts recorded rows into a database: over the seed's row of the same key, else as a new one. What a row leaves open is filled
 * with a plain value of its type. Sequences go on after the rows.
 * @param url of an administrator, on the scratch database
 * @returns what could not be placed, each a sentence
 */
export async function placeRows(url: string, { tables }: Pick<RecordedRows, 'tables'>): Promise<string[]> {
  if (tables.length === 0) return [];
  const client = new pg.Client({ connectionString: url, application_name: 'suture-proof' });
  client.on('error', () => {});
  await client.connect();
  try {
    // Rows that refer to others which nobody read are placed as well; only a superuser may.
    await client.query("set session_replication_role = 'replica'").catch(() => {});
    await client.query('begin');
    await client.query('set constraints all deferred');
    const missing: string[] = [];
    for (const table of await fillOpenValues(client, await closeRows(client, tables)))
      missing.push(...(await placeTable(client, table)));
    for (const table of await parentRows(client, tables)) await placeTable(client, table);
    await client.query('commit');
    return missing;
  } finally {
    await client.end().catch(() => {});
  }
}

async function placeTable(client: pg.Client, table: RecordedTable): Promise<string[]> {
  const { schema, name, inferred } = table;
  const shape = await readTable(client, schema, name);
  if (!shape && inferred) return [];
  if (!shape) return [`The migrations make no table ${schema}.${name}, so its rows are not placed.`];
  let waiting = merge(table.rows, shape);
  let reason = '';
  const short: string[] = [];
  for (let pass = 0; pass < PASSES && waiting.length > 0; pass += 1) {
    const left: Row[] = [];
    for (const row of waiting) {
      const wrong = await attempt(client, () => placeRow(client, shape, row));
      if (wrong === null) continue;
      reason = wrong;
      left.push(row);
    }
    if (left.length === waiting.length) break;
    waiting = left;
  }
  for (const one of table.counted ?? []) {
    const wrong = await attempt(client, () => addCounted(client, shape, one));
    if (wrong !== null)
      short.push(`Not all rows of ${schema}.${name} that were counted could be placed: ${wrong}`);
  }
  for (const column of shape.columns) await setSequence(client, shape, column, table.added);
  if (waiting.length === 0) return short;
  return [...short, `${waiting.length} rows of ${schema}.${name} could not be placed: ${reason}`];
}

/** Rows of the same key are one row, of which the earliest values count. */
function merge(rows: Row[], { columns, keys }: TableShape): Row[] {
  const merged = new Map<string, Row>();
  const names = new Set(columns.filter(({ generated }) => !generated).map(({ name }) => name));
  for (const [index, row] of rows.entries()) {
    const known = Object.fromEntries(Object.entries(row).filter(([column]) => names.has(column)));
    if (Object.keys(known).length === 0) continue;
    const primary = keys.find((key) => key.every((column) => known[column] != null));
    const id = primary ? JSON.stringify(primary.map((column) => String(known[column]))) : `row ${index}`;
    merged.set(id, { ...known, ...merged.get(id) });
  }
  return [...merged.values()];
}

async function placeRow(client: pg.Client, shape: TableShape, row: Row): Promise<void> {
  const columns = Object.keys(row);
  const known = shape.keys.filter((key) => key.every((column) => row[column] != null));
  if (known.length === 0 && (await exists(client, shape, row, columns))) return;
  const [primary, ...further] = known;
  for (const key of further) await remove(client, shape, row, key, primary ?? []);
  if (primary) {
    const others = columns.filter((column) => !primary.includes(column));
    if (others.length === 0 && (await exists(client, shape, row, primary))) return;
    if (others.length > 0 && (await update(client, shape, row, primary, others))) return;
  }
  await addRow(client, shape, row);
}

/** Makes rows of which only their number is known, beside those that are there. */
async function addCounted(client: pg.Client, shape: TableShape, { row, count }: Counted): Promise<void> {
  const columns = Object.keys(row).filter((name) => shape.columns.some((column) => column.name === name));
  const known = Object.fromEntries(columns.map((column) => [column, row[column]]));
  const there = await countOf(client, shape, known, columns);
  for (let number = there; number < count; number += 1) await addRow(client, shape, known);
}

/** A new row, with what it leaves open: nought and nothing, or, where the database objects to that, other plain values. */
async function addRow(client: pg.Client, shape: TableShape, row: Row): Promise<void> {
  const wrong = await attempt(client, () => insertRow(client, shape, row, 'nothing'));
  if (wrong !== null) await insertRow(client, shape, row, 'something');
}

async function insertRow(client: pg.Client, shape: TableShape, row: Row, fill: Fill): Promise<void> {
  const full = { ...row };
  for (const column of shape.columns) {
    if (column.name in full || !column.required) continue;
    full[column.name] = await fillFor(client, shape, column, fill);
  }
  const names = Object.keys(full).map(quoted).join(', ');
  await client.query(
    `insert into ${shape.target} (${names}) overriding system value select ${names} from ${given(shape)}`,
    [json(full)],
  );
}

/** @returns whether there was a row of this key */
async function update(
  client: pg.Client,
  shape: TableShape,
  row: Row,
  key: string[],
  columns: string[],
): Promise<boolean> {
  const set = columns.map((column) => `${quoted(column)} = given.${quoted(column)}`).join(', ');
  const { rowCount } = await client.query(
    `update ${shape.target} as kept set ${set} from ${given(shape)} where ${same(key)}`,
    [json(row)],
  );
  return (rowCount ?? 0) > 0;
}

async function exists(client: pg.Client, shape: TableShape, row: Row, columns: string[]): Promise<boolean> {
  return (await countOf(client, shape, row, columns)) > 0;
}

/** How many rows hold the same in some columns. */
async function countOf(client: pg.Client, shape: TableShape, row: Row, columns: string[]): Promise<number> {
  const is = columns.map(
    (column) => `kept.${quoted(column)}::text is not distinct from given.${quoted(column)}::text`,
  );
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from ${shape.target} as kept, ${given(shape)} where ${['true', ...is].join(' and ')}`,
    [json(row)],
  );
  return rows[0]?.count ?? 0;
}

/** Another row with the same unique value, such as one of the seed. */
async function remove(client: pg.Client, shape: TableShape, row: Row, key: string[], primary: string[]) {
  const other = primary.length > 0 ? `and not (${same(primary)})` : '';
  await client.query(
    `delete from ${shape.target} as kept using ${given(shape)} where ${same(key)} ${other}`,
    [json(row)],
  );
}

/** The next number of a sequence follows what is there, and gives what the request's own row got. */
async function setSequence(client: pg.Client, shape: TableShape, column: Column, added: Row[]) {
  if (!column.sequence) return;
  const given = added.map((row) => Number(row[column.name])).filter(Number.isSafeInteger);
  const next = given.length > 0 ? Math.min(...given) - 1 : 0;
  await attempt(client, () =>
    client.query(
      `select setval($1, greatest(coalesce(max(${quoted(column.name)}), 0), $2::bigint, 1),
         greatest(coalesce(max(${quoted(column.name)}), 0), $2::bigint) > 0) from ${shape.target}`,
      [column.sequence, next],
    ),
  );
}

/** @returns what PostgreSQL objected to; null when it did not */
async function attempt(client: pg.Client, work: () => Promise<unknown>): Promise<string | null> {
  await client.query('savepoint one_row');
  try {
    await work();
    return null;
  } catch (error) {
    await client.query('rollback to savepoint one_row');
    return (error as Error).message;
  } finally {
    await client.query('release savepoint one_row');
  }
}

const given = ({ target }: TableShape) => `jsonb_populate_record(null::${target}, $1::jsonb) as given`;
const same = (key: string[]) =>
  key.map((column) => `kept.${quoted(column)} = given.${quoted(column)}`).join(' and ');
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** As `jsonb_populate_record` reads it: bytes in hexadecimal. */
function json(row: Row): string {
  return JSON.stringify(row, (_, value) =>
    value?.type === 'Buffer' && Array.isArray(value.data)
      ? `\\x${Buffer.from(value.data).toString('hex')}`
      : value,
  );
}
