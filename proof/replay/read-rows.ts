import type { Recording, SqlStep } from '../../domain/recording.ts';
import { readStatement } from '../witness/statement.ts';
import { wasFree } from './repeated.ts';
import { OpenValue } from './rows/open-value.ts';
import { type OpenRow, rowsOfObjection } from './rows/rows-of-objection.ts';
import { type FoundRow, rowsOfStatement } from './rows/rows-of-statement.ts';
import { insertedValues } from './statement-values.ts';

/** What a table held when a recorded request came, as far as the recording shows it. */
export interface RecordedTable {
  schema: string;
  name: string;
  /** By column; a column that no statement read is absent. The earliest rows first. */
  rows: Record<string, unknown>[];
  /** What the request's own statements put into it, by which the next number of a sequence is known. */
  added: Record<string, unknown>[];
  /** Rows that its statements put into it, or would have: what they refer to was there. */
  inserted?: Record<string, unknown>[];
  /** Those that the database refused, because what they refer to was not there. */
  orphans?: Record<string, unknown>[];
  /** How many rows of a kind there were, of which nothing else was read. */
  counted?: { row: Record<string, unknown>; count: number }[];
  /** Rows of which only the schema knows the columns. */
  open?: OpenRow[];
  /** Known by the texts of statements alone, so it may be a view, or in a schema that they do not name. */
  inferred: boolean;
}

export interface RecordedRows {
  tables: RecordedTable[];
  /** What no row can bring back, each a sentence. */
  missing: string[];
}

/** Rows of one kind that are made, at most. */
const MOST_COUNTED = 100;
const UNIQUE_VIOLATION = '23505';
/** What a row refers to is not there. */
const NOT_THERE = '23503';
/** Statements whose rows show what was there before them. */
const READING = new Set(['select', 'with', 'delete', 'update', 'table']);

/**
 * The rows that a recorded request met. A statement that failed on a unique value shows a row as well: the one that held
 * the value before.
 */
export function readRows({ steps, before }: Pick<Recording, 'steps' | 'before'>): RecordedRows {
  const tables = new Map<string, RecordedTable>();
  const missing = new Set<string>();
  const tableOf = (schema: string, name: string, inferred = false) => {
    const key = `${schema}.${name}`;
    const known = tables.get(key) ?? { schema, name, rows: [], added: [], inferred };
    known.inferred &&= inferred;
    tables.set(key, known);
    return known;
  };
  const all = [...before.flatMap((one) => one.steps), ...steps];
  for (const [index, step] of all.entries()) {
    if (step.kind !== 'sql') continue;
    const { verb } = readStatement(step.text).shape;
    if (verb === 'insert') readInserted(step, tableOf);
    if (step.error) {
      if (step.error.code?.startsWith('23') && (verb === 'update' || verb === 'delete')) {
        const { rows, open } = rowsOfObjection(step);
        for (const { schema, name, row, inferred } of rows) tableOf(schema, name, inferred).rows.push(row);
        if (open) tableOf(open.schema, open.name).open = [open.row];
      }
      const earlier = all.slice(0, index).filter((one): one is SqlStep => one.kind === 'sql');
      // What was free a moment before was taken meanwhile, not before the request.
      if (step.error.code === UNIQUE_VIOLATION && !wasFree(earlier, step))
        readConflict(step, tableOf, missing);
      continue;
    }
    if (verb === 'insert' || verb === 'merge') {
      for (const { schema, name, row } of added(step)) tableOf(schema, name).added.push(row);
      continue;
    }
    if (!READING.has(verb)) continue;
    const found = rowsOfStatement(step);
    if (step.rows.length > 0 && found.length === 0 && !saysNone(step)) {
      missing.add(
        `What ${quote(step.text)} answered was computed by the database, so no row brings it back.`,
      );
    }
    const counted = oneValue(step);
    if (found.length > 0 && Number(counted) > found.length && !keepCount(found, Number(counted), tableOf)) {
      missing.add(`${quote(step.text)} answered ${counted}, and one such row is placed.`);
    }
    if ((step.rowCount ?? 0) > step.rows.length && step.fields.length > 0) {
      missing.add(
        `${quote(step.text)} returned ${step.rowCount} rows, of which the recording holds ${step.rows.length}.`,
      );
    }
    for (const { schema, name, row, inferred } of found) {
      const table = tableOf(schema, name, inferred);
      if (!isOwn(table, row)) table.rows.push(row);
    }
  }
  return { tables: [...tables.values()], missing: [...missing] };
}

/** Keeps how many rows of one kind there were, if they can be made; what the request itself had added is counted as well. */
function keepCount(
  found: FoundRow[],
  count: number,
  tableOf: (schema: string, name: string, inferred: boolean) => RecordedTable,
): boolean {
  const [one] = found;
  if (!one || found.length > 1 || !Number.isInteger(count) || count > MOST_COUNTED) return false;
  if (Object.values(one.row).some((value) => value instanceof OpenValue)) return false;
  const table = tableOf(one.schema, one.name, one.inferred);
  if (table.added.length > 0) return false;
  const isKnown = table.counted?.some(({ row }) => JSON.stringify(row) === JSON.stringify(one.row));
  // A later count holds what the requests before it added.
  if (!isKnown) table.counted = [...(table.counted ?? []), { row: one.row, count }];
  return true;
}

/**
 * What an `INSERT` says of the rows that it refers to: they were there, also for one that failed for another reason, since PostgreSQL
 * looks for them last.
 */
function readInserted(
  step: SqlStep,
  tableOf: (schema: string, name: string, inferred: boolean) => RecordedTable,
): void {
  const is = step.error?.code === NOT_THERE ? 'orphans' : 'inserted';
  const found = insertedValues(step.text, step.values);
  if (!found) return;
  const table = tableOf(found.schema, found.name, true);
  table[is] = [...(table[is] ?? []), ...found.rows];
}

/** `SELECT count(*)` that found none: an empty table answers the same. */
function saysNone(step: SqlStep): boolean {
  const value = oneValue(step);
  return value === false || Number(value ?? 1) === 0;
}

/** What a statement answered that the database computed, and nothing else; undefined for other answers. */
function oneValue({ fields, rows }: SqlStep): unknown {
  const [field, ...further] = fields;
  if (field?.tableID !== 0 || further.length > 0 || rows.length !== 1) return undefined;
  return rows[0]?.[field.name];
}

/** What a statement added: the rows that it returned, else those of its text. */
function added(step: SqlStep): Omit<FoundRow, 'inferred'>[] {
  const returned = rowsOfStatement(step);
  if (returned.length > 0) return returned;
  const { schema, name, rows } = insertedValues(step.text, step.values) ?? { schema: '', name: '', rows: [] };
  return rows.map((row) => ({ schema, name, row }));
}

function readConflict(
  step: SqlStep,
  tableOf: (schema: string, name: string) => RecordedTable,
  missing: Set<string>,
): void {
  const inserted = insertedValues(step.text, step.values);
  const named = keyInDetail(step.error?.detail);
  const [first] = inserted?.rows ?? [];
  if (!inserted || (!first && !named)) {
    missing.add(`Which row held the value that ${quote(step.text)} wanted is not recorded.`);
    return;
  }
  const table = tableOf(inserted.schema, inserted.name);
  for (const row of inserted.rows) table.rows.push({ ...row, ...named });
  if (inserted.rows.length === 0 && named) table.rows.push(named);
}

/** `Key (handle)=(ada) already exists.` */
function keyInDetail(detail: unknown): Record<string, unknown> | null {
  const [, columns, values] =
    /^Key \(([^()]+)\)=\((.*)\) already exists/s.exec(typeof detail === 'string' ? detail : '') ?? [];
  if (!columns || values === undefined) return null;
  const names = columns.split(', ').map((name) => name.replaceAll('"', ''));
  const texts = names.length === 1 ? [values] : values.split(', ');
  if (texts.length !== names.length) return null;
  return Object.fromEntries(names.map((name, index) => [name, texts[index]]));
}

/** A row that the request itself had added before it read it was not there before. */
function isOwn({ added }: RecordedTable, row: Record<string, unknown>): boolean {
  return added.some((one) => {
    const shared = Object.keys(one).filter((column) => column in row);
    return (
      shared.length > 0 &&
      shared.every((column) => JSON.stringify(one[column]) === JSON.stringify(row[column]))
    );
  });
}

function quote(text: string): string {
  return `“${text.replace(/\s+/g, ' ').trim().slice(0, 120)}”`;
}
