import type { AskedSql, SqlField } from './asked.ts';
import { nameCut, noteError, type Underway } from './underway.ts';

/** Rows that are kept of one statement. */
const MOST_ROWS = 200;
/** What a value of a row counts for against the bound of a request, in characters. */
const CHARACTERS_A_VALUE = 40;

/** What a statement gave; a row is an object by the names of its fields, or a list. */
export interface SqlResult {
  command?: string | null;
  rowCount?: number | null;
  fields?: readonly SqlField[];
  rows?: readonly unknown[];
}

/** A statement as it is asked; `client`: see `AskedSql`. */
export function askedSql(text: string, values: readonly unknown[], client: object): AskedSql {
  return {
    kind: 'sql',
    started: performance.now(),
    ended: null,
    text,
    values: values.slice(),
    command: null,
    rowCount: null,
    fields: [],
    rows: [],
    error: null,
    client,
  };
}

/** Keeps that the database refused a statement. */
export function refuse(one: Underway, step: AskedSql, error: unknown): void {
  step.ended = performance.now();
  step.error = error;
  noteError(one, 'refused', error);
}

/** Keeps what a statement gave. Of several statements in one text, the last one with rows. */
export function settle(one: Underway, step: AskedSql, results: readonly SqlResult[]): void {
  step.ended = performance.now();
  const result = results.findLast(({ rows }) => rows && rows.length > 0) ?? results.at(-1);
  if (!result) return;
  const { rows = [], fields = [] } = result;
  step.command = result.command ?? null;
  step.rowCount = result.rowCount ?? null;
  step.fields = fields;
  if (rows.length === 0) return;
  const fit = Math.floor(one.room / (CHARACTERS_A_VALUE * Math.max(fields.length, 1)));
  const most = Math.min(rows.length, MOST_ROWS, fit);
  if (most < rows.length) nameCut(one, 'rows');
  one.room -= most * fields.length * CHARACTERS_A_VALUE;
  const kept: unknown[][] = new Array(most);
  for (let at = 0; at < most; at += 1) kept[at] = valuesOf(rows[at], fields);
  step.rows = kept;
}

/** A copy, since programs change rows in place; as a list, since a copy of an object takes ten times as long. */
function valuesOf(row: unknown, fields: readonly SqlField[]): unknown[] {
  // Some libraries ask for rows as lists.
  if (Array.isArray(row)) return row.slice();
  const values: unknown[] = new Array(fields.length);
  for (let at = 0; at < fields.length; at += 1) {
    values[at] = (row as Record<string, unknown>)[(fields[at] as SqlField).name];
  }
  return values;
}
