import type { SqlStep } from '../../../domain/recording.ts';
import { readQuery } from './read-query.ts';
import { type FoundRow, rowsOfStatement } from './rows-of-statement.ts';

type Row = Record<string, unknown>;

/** A row of which only the schema knows which columns it has. */
export type OpenRow =
  /** One that refers to another: the foreign key that holds it, and the key of the other. */
  | { kind: 'referring'; constraint: string; key: Row }
  /** One that a change would have made, in the order of the columns, and what the change adds to a column; null: another value. */
  | { kind: 'failing'; values: string[]; changed: Map<string, number | null>; row: Row };

export interface Objection {
  rows: FoundRow[];
  open: { schema: string; name: string; row: OpenRow } | null;
}

/**
 * The rows that a change met to which the database objected: it met the row that it would have changed, and with a foreign key one that still
 * refers to it.
 */
export function rowsOfObjection(step: SqlStep): Objection {
  const found = rowsOfStatement({ ...step, error: null, rowCount: 1, rows: [], fields: [] });
  const { code = null, message = '' } = step.error ?? {};
  const constraint = step.error?.constraint;
  const detail = String(step.error?.detail ?? '');
  const name = typeof step.error?.table === 'string' ? step.error.table : null;
  const schema = typeof step.error?.schema === 'string' ? step.error.schema : 'public';
  const [, columns, values] = /^Key \(([^()]+)\)=\((.*)\) is (?:still )?referenced/s.exec(detail) ?? [];
  const [first] = found;
  if (columns !== undefined && values !== undefined && typeof constraint === 'string') {
    const names = columns.split(', ').map((one) => one.replaceAll('"', ''));
    const texts = names.length === 1 ? [values] : values.split(', ');
    const referring = name ?? / on table "([^"]+)"$/.exec(message)?.[1] ?? '';
    const key = Object.fromEntries(names.map((one, at) => [one, texts[at]]));
    const own = found.map((one, at) => (at === 0 ? { ...one, row: { ...one.row, ...key } } : one));
    return { rows: own, open: { schema, name: referring, row: { kind: 'referring', constraint, key } } };
  }
  const [, contents] = /^Failing row contains \((.*)\)/s.exec(detail) ?? [];
  if (code !== '23514' || contents === undefined || !first) return { rows: found, open: null };
  const { changed = new Map() } = readQuery(step.text, step.values, () => null) ?? {};
  const row: OpenRow = { kind: 'failing', values: contents.split(', '), changed, row: first.row };
  return { rows: found.slice(1), open: { schema: first.schema, name: first.name, row } };
}
