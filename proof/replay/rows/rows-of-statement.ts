import type { SqlStep } from '../../../domain/recording.ts';
import { OpenValue } from './open-value.ts';
import type { ReadColumn } from './read-column.ts';
import { type AskedColumn, type HasColumn, type Query, type ReadTable, readQuery } from './read-query.ts';

export interface FoundRow {
  schema: string;
  name: string;
  row: Record<string, unknown>;
  /** That there was such a row follows from the statement alone: none of its columns was read. */
  inferred: boolean;
}

type Fields = SqlStep['fields'];
type Row = Record<string, unknown>;

/**
 * The rows that a statement met, each part in the table that it came from, with what its joins and conditions say of
 * columns that it did not read.
 */
export function rowsOfStatement(step: SqlStep): FoundRow[] {
  const query = readQuery(step.text, step.values, hasColumnOf(step));
  if (!query) return readRowsOnly(step);
  // Those of a part that is not read, such as what stands behind `WITH`.
  for (const { schema, name } of Object.values(step.tables)) {
    if (!query.tables.some((table) => isSame(table, { schema, name })))
      query.tables.push({ schema, name, alias: '', optional: true });
  }
  const sources = sourcesOf(step, query);
  const isComputed = step.rows.length > 0 && sources.every((source) => source === null);
  if (isComputed && !(query.isExistence && holds(step.rows[0]))) return [];
  // One that changes rows and returns none met at least one.
  const returnsNone = step.rows.length === 0 && (step.rowCount ?? 0) > 0;
  const results = isComputed || returnsNone ? [{}] : step.rows;
  const read = results.map((result) =>
    query.tables.map((_, table) => partOf(step, query, sources, result, table)),
  );
  const shared = new Map<string, OpenValue>();
  return read.flatMap((parts) => {
    const present = parts.map((part, table) => isPresent(query, sources, part, table));
    ask(query, parts, present);
    join(query, parts, present, read, shared);
    return query.tables.flatMap((table, index) =>
      present[index]
        ? [named(step, table, parts[index] as Row, !sources.some((at) => at?.table === index))]
        : [],
    );
  });
}

/** Of an answer that says only whether there are rows. */
function holds(row: Row | undefined): boolean {
  const [value] = Object.values(row ?? {});
  return typeof value === 'string' ? Number(value) > 0 : Boolean(value);
}

function hasColumnOf({ tables }: SqlStep): HasColumn {
  return (table, column) => {
    const described = Object.values(tables).find((each) => isSame(table, each));
    return described ? Object.values(described.columns).includes(column) : null;
  };
}

function isSame(table: ReadTable, { schema, name }: { schema: string; name: string }): boolean {
  return table.name === name && (table.schema === null || table.schema === schema);
}

/** Of each field of the answer the column that it was read from; null where the database computed it. */
function sourcesOf({ fields, tables }: SqlStep, { tables: read, targets }: Query): (ReadColumn | null)[] {
  return fields.map(({ tableID, columnID }, index) => {
    const described = tables[String(tableID)];
    const column = described?.columns[String(columnID)];
    const target = targets.length === fields.length ? (targets[index] ?? null) : null;
    if (!described && tableID !== 0) return target ?? onlyTable(read, fields[index] as Fields[number]);
    if (!described || !column) return null;
    if (target && isSame(read[target.table] as ReadTable, described)) return { table: target.table, column };
    const table = read.findIndex((each) => isSame(each, described));
    return table < 0 ? null : { table, column };
  });
}

/** The column of a table whose name nobody could ask any more, as the service ended: that of the only table that is read. */
function onlyTable(read: ReadTable[], { name }: Fields[number]): ReadColumn | null {
  return read.length === 1 ? { table: 0, column: name } : null;
}

function partOf(
  { fields }: SqlStep,
  { changed }: Query,
  sources: (ReadColumn | null)[],
  result: Row,
  table: number,
): Row {
  const part: Row = {};
  for (const [index, source] of sources.entries()) {
    if (source?.table !== table) continue;
    const value = result[(fields[index] as Fields[number]).name];
    const added = table === 0 ? changed.get(source.column) : undefined;
    // An update returns what it wrote; before it there was another value.
    if (added === null) continue;
    part[source.column] = added === undefined ? value : before(value, added);
  }
  return part;
}

function before(value: unknown, added: number): unknown {
  const number = Number(value);
  return value !== null && Number.isFinite(number) ? number - added : value;
}

/** The side of an outer join may have had no row; elsewhere there was one, though all that was read of it is null. */
function isPresent({ tables }: Query, sources: (ReadColumn | null)[], part: Row, table: number): boolean {
  const isRead = sources.some((source) => source?.table === table);
  const holds = Object.values(part).some((value) => value !== null && value !== undefined);
  return (isRead && holds) || !tables[table]?.optional;
}

function ask({ asked, either }: Query, parts: Row[], present: boolean[]): void {
  const give = ({ at, value }: AskedColumn) => {
    const part = parts[at.table] as Row;
    if (present[at.table] && !(at.column in part)) part[at.column] = value;
  };
  for (const one of asked) give(one);
  // The first side of an `OR` that nothing contradicts which was read.
  const fits = ({ at, value }: AskedColumn) => {
    const held = (parts[at.table] as Row)[at.column];
    return (
      held === undefined ||
      held instanceof OpenValue ||
      value instanceof OpenValue ||
      String(held) === String(value)
    );
  };
  for (const sides of either) for (const one of sides.find((side) => side.every(fits)) ?? []) give(one);
}

/** Gives columns that are equal one value: the one that is known, else one that is found when the rows are placed. */
function join(
  { equal }: Query,
  parts: Row[],
  present: boolean[],
  all: Row[][],
  shared: Map<string, OpenValue>,
): void {
  for (const [index, columns] of classesOf(equal, present).entries()) {
    const held = columns.map(({ table, column }) => parts[table]?.[column]);
    const known = held.find((value) => value !== undefined && value !== null);
    const one = columns
      .map(({ table }) => table)
      .sort((a, b) => distinct(all, a) - distinct(all, b))[0] as number;
    const key = `${index} ${JSON.stringify(parts[one])}`;
    const value = known ?? shared.get(key) ?? new OpenValue({ kind: 'new' });
    if (value instanceof OpenValue) shared.set(key, value);
    for (const { table, column } of columns) (parts[table] as Row)[column] = value;
  }
}

/** How many rows of a table an answer shows: several rows of the other one may belong to each. */
function distinct(all: Row[][], table: number): number {
  return new Set(all.map((parts) => JSON.stringify(parts[table]))).size;
}

/** Columns that are equal to one another, where the rows of both are there. */
function classesOf(equal: Query['equal'], present: boolean[]): ReadColumn[][] {
  const classes: ReadColumn[][] = [];
  const is = (one: ReadColumn) => (other: ReadColumn) =>
    one.table === other.table && one.column === other.column;
  for (const pair of equal) {
    if (!pair.every(({ table }) => present[table])) continue;
    const touched = classes.filter((each) => pair.some((column) => each.some(is(column))));
    const merged = [...touched.flat(), ...pair];
    for (const each of touched) classes.splice(classes.indexOf(each), 1);
    classes.push(merged.filter((column, at) => merged.findIndex(is(column)) === at));
  }
  return classes;
}

function named(step: SqlStep, table: ReadTable, row: Row, inferred: boolean): FoundRow {
  const described = Object.values(step.tables).find((each) => isSame(table, each));
  const isKnown = described !== undefined && !inferred;
  return { schema: described?.schema ?? table.schema ?? 'public', name: table.name, row, inferred: !isKnown };
}

/** Of a statement whose text is not read: the columns of its answer alone. */
function readRowsOnly({ tables, fields, rows }: SqlStep): FoundRow[] {
  return Object.entries(tables).flatMap(([id, { schema, name, columns }]) => {
    const own = fields.flatMap((field) => {
      const column = String(field.tableID) === id ? columns[String(field.columnID)] : undefined;
      return column ? [{ key: field.name, column }] : [];
    });
    if (own.length === 0) return [];
    return rows
      .map((row) => Object.fromEntries(own.map(({ key, column }) => [column, row[key]])))
      .filter((row) => Object.values(row).some((value) => value !== null && value !== undefined))
      .map((row) => ({ schema, name, row, inferred: false }));
  });
}
