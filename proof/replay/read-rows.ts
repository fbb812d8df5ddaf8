import type { Recording, SqlStep } from '../../domain/recording.ts';
import { readStatement } from '../witness/statement.ts';
import { conditionValues, insertedValues } from './statement-values.ts';

/** What a table held when a recorded request came, as far as the recording shows it. */
export interface RecordedTable {
  schema: string;
  name: string;
  /** By column; a column that no statement read is absent. The earliest rows first. */
  rows: Record<string, unknown>[];
  /** What the request's own statements put into it, by which the next number of a sequence is known. */
  added: Record<string, unknown>[];
}

export interface RecordedRows {
  tables: RecordedTable[];
  /** What no row can bring back, each a sentence. */
  missing: string[];
}

const UNIQUE_VIOLATION = '23505';
/** Statements whose rows show what was there before them. */
const READING = new Set(['select', 'with', 'delete', 'update', 'table']);

/**
 * The rows that a recorded request met. A statement that failed on a unique value shows a row as well: the one that held
 * the value before.
 */
export function readRows({ steps, before }: Pick<Recording, 'steps' | 'before'>): RecordedRows {
  const tables = new Map<string, RecordedTable>();
  const missing = new Set<string>();
  const tableOf = (schema: string, name: string) => {
    const key = `${schema}.${name}`;
    const known = tables.get(key) ?? { schema, name, rows: [], added: [] };
    tables.set(key, known);
    return known;
  };
  const all = [...before.flatMap((one) => one.steps), ...steps];
  for (const step of all) {
    if (step.kind !== 'sql') continue;
    const { verb } = readStatement(step.text).shape;
    if (step.error) {
      if (step.error.code === UNIQUE_VIOLATION) readConflict(step, tableOf, missing);
      continue;
    }
    if (verb === 'insert' || verb === 'merge') {
      for (const { schema, name, row } of placed(step)) tableOf(schema, name).added.push(row);
      continue;
    }
    if (!READING.has(verb)) continue;
    const unplaced = step.fields.filter((field) => !columnOf(step, field));
    if (step.rows.length > 0 && unplaced.length === step.fields.length) {
      missing.add(
        `What ${quote(step.text)} answered was computed by the database, so no row brings it back.`,
      );
    }
    if ((step.rowCount ?? 0) > step.rows.length && step.fields.length > 0) {
      missing.add(
        `${quote(step.text)} returned ${step.rowCount} rows, of which the recording holds ${step.rows.length}.`,
      );
    }
    for (const { schema, name, row } of placed(step)) {
      const known = conditionValues(step.text, step.values, name);
      tableOf(schema, name).rows.push({ ...known, ...row });
    }
  }
  return { tables: [...tables.values()].map(withoutOwn), missing: [...missing] };
}

/** The rows of a statement, each part in the table that it came from. */
function placed(step: SqlStep): { schema: string; name: string; row: Record<string, unknown> }[] {
  const found: { schema: string; name: string; row: Record<string, unknown> }[] = [];
  for (const [id, { schema, name }] of Object.entries(step.tables)) {
    const fields = step.fields.flatMap((field) => {
      const column = String(field.tableID) === id ? columnOf(step, field) : null;
      return column ? [{ ...field, column }] : [];
    });
    if (fields.length === 0) continue;
    for (const row of step.rows) {
      const read = Object.fromEntries(fields.map(({ name: key, column }) => [column, row[key]]));
      // The side of an outer join that had no row.
      if (Object.values(read).some((value) => value !== null && value !== undefined)) {
        found.push({ schema, name, row: read });
      }
    }
  }
  return found;
}

function columnOf(step: SqlStep, { tableID, columnID }: SqlStep['fields'][number]): string | null {
  return step.tables[String(tableID)]?.columns[String(columnID)] ?? null;
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
function withoutOwn(table: RecordedTable): RecordedTable {
  const isOwn = (row: Record<string, unknown>) =>
    table.added.some((added) => {
      const shared = Object.keys(added).filter((column) => column in row);
      return (
        shared.length > 0 &&
        shared.every((column) => JSON.stringify(added[column]) === JSON.stringify(row[column]))
      );
    });
  return { ...table, rows: table.rows.filter((row) => !isOwn(row)) };
}

function quote(text: string): string {
  return `“${text.replace(/\s+/g, ' ').trim().slice(0, 120)}”`;
}
