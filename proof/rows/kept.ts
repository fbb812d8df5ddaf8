import { isAlike } from '../seen/alike.ts';
import type { Block, Bound } from './blocks.ts';
import { type Condition, describeCondition, type Side } from './condition.ts';

/** What is known of the database: which tables there are, and their columns. Empty where nothing is known. */
export type Schema = readonly { table: string; columns: readonly string[] }[];

export interface Comparing {
  schema: Schema;
  /** Whether a written value counts. At run time it may be what a request asked for. */
  literals: boolean;
}

/** A limit that a fix may write where a number was handed over. */
const ORDINARY_LIMIT = 1_000;

/** True for the same name, and for the correction of one that the database does not know. */
export function isTable(old: string, now: string, { schema }: Comparing): boolean {
  if (old === now) return true;
  const known = (name: string) => schema.some(({ table }) => table === name);
  // Without a schema a slip of one letter is all that can be believed.
  return schema.length > 0 ? !known(old) && known(now) && isAlike(old, now) : isSlip(old, now);
}

/** One letter more, less or changed, which is no digit: `user1` and `user2` are two tables. */
export function isSlip(old: string, now: string): boolean {
  const digits = (name: string) => name.replace(/\D/g, '');
  if (digits(old) !== digits(now) || Math.abs(old.length - now.length) > 1) return false;
  return isAlike(old, now);
}

/** What of a block's bounds another does not have, each as a person reads it. */
export function lostBounds(old: Block, now: Block, comparing: Comparing): string[] {
  const left = [...now.bounds];
  const lost: string[] = [];
  const columns = columnsOf(old, comparing.schema);
  // What is the same is found first, so that a correction is not matched with it.
  const open = old.bounds.filter((bound) => !take(left, (one) => isKept(bound, one, null, comparing)));
  for (const bound of open) {
    if (!take(left, (one) => isKept(bound, one, columns, comparing))) lost.push(describe(bound));
  }
  return lost;
}

function take(left: Bound[], is: (bound: Bound) => boolean): boolean {
  const index = left.findIndex(is);
  // A condition may be needed by two that said the same.
  if (index >= 0 && left[index]?.kind === 'join') left.splice(index, 1);
  return index >= 0;
}

/** Null where columns are not known. */
function columnsOf({ tables }: Block, schema: Schema): Set<string> | null {
  if (schema.length === 0) return null;
  const own = schema.filter(({ table }) => tables.includes(table));
  return new Set((own.length > 0 ? own : schema).flatMap(({ columns }) => columns));
}

type Columns = Set<string> | null;

function isKept(old: Bound, now: Bound, corrected: Columns | null, comparing: Comparing): boolean {
  switch (old.kind) {
    case 'limit':
      if (now.kind !== 'limit') return false;
      if (old.rows === null) return now.rows === null || now.rows <= ORDINARY_LIMIT;
      return now.rows !== null && (now.rows <= old.rows || !comparing.literals);
    case 'join':
      return now.kind === 'join' && isTable(old.table, now.table, comparing);
    case 'outer':
      if (now.kind !== 'outer' && now.kind !== 'condition') return false;
      return isSame(old.condition, now.condition, corrected, comparing);
    case 'having':
      if (now.kind !== 'having' && now.kind !== 'condition') return false;
      return isSame(old.condition, now.condition, corrected, comparing);
    case 'condition':
      return now.kind === 'condition' && isSame(old.condition, now.condition, corrected, comparing);
  }
}

/** @param corrected columns that exist: one that does not may be corrected; null while only equal names count */
function isSame(old: Condition, now: Condition, corrected: Columns | null, comparing: Comparing): boolean {
  if (old.op !== now.op || old.sides.length !== now.sides.length || old.parts.length !== now.parts.length) {
    return false;
  }
  const side = (one: Side, other: Side) =>
    sameColumns(one.columns, other.columns, corrected) && sameValues(one.values, other.values, comparing);
  const straight = old.sides.every((one, index) => side(one, now.sides[index] as Side));
  const turned = old.op === '=' && old.sides.every((one, index) => side(one, now.sides[1 - index] as Side));
  if (!straight && !turned) return false;
  return old.parts.every((part, index) => {
    const other = now.parts[index] ?? [];
    // Fewer conditions in an alternative mean more rows; within a negation it is the other way round.
    const every = (some: Condition[], all: Condition[]) =>
      some.every((one) => all.some((each) => isSame(one, each, corrected, comparing)));
    return old.op === 'not' ? every(part, other) && every(other, part) : every(part, other);
  });
}

function sameColumns(old: string[], now: string[], corrected: Columns | null): boolean {
  if (old.length !== now.length) return false;
  return old.every((name, index) => {
    const other = now[index] as string;
    if (name === other) return true;
    if (corrected) return !corrected.has(name) && corrected.has(other);
    return false;
  });
}

function sameValues(old: string[], now: string[], { literals }: Comparing): boolean {
  if (!literals) return old.length > 0 === now.length > 0;
  // A misspelt word may be corrected; a number may not become another.
  return (
    old.length === now.length &&
    old.every((value, index) => {
      const other = now[index] as string;
      return value === other || (/^[a-z _-]{4,}$/i.test(value) && isSlip(value, other));
    })
  );
}

function describe(bound: Bound): string {
  if (bound.kind === 'limit') return bound.rows === null ? 'LIMIT' : `LIMIT ${bound.rows}`;
  if (bound.kind === 'join') return `JOIN ${bound.table}`;
  return describeCondition(bound.condition);
}
