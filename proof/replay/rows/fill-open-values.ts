import type pg from 'pg';
import { fillFor } from '../fill-column.ts';
import type { RecordedTable } from '../read-rows.ts';
import { type Column, readTable, type TableShape } from '../table-shape.ts';
import { OpenValue } from './open-value.ts';

type Row = Record<string, unknown>;
interface Place {
  table: RecordedTable;
  row: Row;
  column: string;
}

/** Finds a value for each open one, and puts it into the rows: one that another statement read of the same row, else a new one. */
export async function fillOpenValues(client: pg.Client, tables: RecordedTable[]): Promise<RecordedTable[]> {
  const own = tables.map((table) => ({ ...table, rows: table.rows.map((row) => ({ ...row })) }));
  const open = new Map<OpenValue, Place[]>();
  for (const table of own) {
    for (const row of table.rows) {
      for (const [column, value] of Object.entries(row)) {
        if (value instanceof OpenValue) open.set(value, [...(open.get(value) ?? []), { table, row, column }]);
      }
    }
  }
  for (const [value, places] of open) {
    const found = readElsewhere(places) ?? (await made(client, value, places));
    for (const { row, column } of places) {
      if (found === undefined) delete row[column];
      else row[column] = found;
    }
  }
  return own;
}

/** What another statement read of a row that is the same as far as both are known. */
function readElsewhere(places: Place[]): unknown {
  for (const { table, row, column } of places) {
    const fits = table.rows.filter((other) => {
      if (other === row || !isKnown(other[column])) return false;
      const shared = Object.keys(row).filter((key) => isKnown(row[key]) && key in other);
      return shared.length > 0 && shared.every((key) => String(row[key]) === String(other[key]));
    });
    const values = new Set(fits.map((other) => other[column]));
    if (values.size === 1) return [...values][0];
  }
  return undefined;
}

function isKnown(value: unknown): boolean {
  return value !== undefined && value !== null && !(value instanceof OpenValue);
}

/** @returns undefined where the migrations make no such column */
async function made(client: pg.Client, { what }: OpenValue, places: Place[]): Promise<unknown> {
  const columns: { shape: TableShape; column: Column; place: Place }[] = [];
  for (const place of places) {
    const shape = await readTable(client, place.table.schema, place.table.name);
    const column = shape?.columns.find(({ name }) => name === place.column);
    if (shape && column) columns.push({ shape, column, place });
  }
  const [first] = columns;
  if (!first) return undefined;
  if (what.kind === 'sql') {
    const { rows } = await client.query<{ value: string }>(
      `select (${what.text})::${first.column.type}::text as value`,
    );
    return rows[0]?.value;
  }
  if (what.kind === 'any' || first.column.category !== 'N') return fillFor(client, first.shape, first.column);
  return (await largest(client, columns)) + 1;
}

/** The largest number that the columns hold, in the database or in a row that will be placed. */
async function largest(
  client: pg.Client,
  columns: { shape: TableShape; column: Column; place: Place }[],
): Promise<number> {
  let most = 0;
  for (const { shape, column, place } of columns) {
    const { rows } = await client.query<{ most: string | null }>(
      `select max("${column.name.replaceAll('"', '""')}")::text as most from ${shape.target}`,
    );
    const recorded = place.table.rows.map((row) => Number(isKnown(row[column.name]) ? row[column.name] : 0));
    most = Math.max(most, Math.ceil(Number(rows[0]?.most ?? 0)), ...recorded.filter(Number.isSafeInteger));
  }
  return most;
}
