import { parseTree } from '../../witness/parse-tree.ts';
import { type Node, namesIn } from '../../witness/tree-nodes.ts';
import { type Asked, askedOf, type OnColumn } from './asked-values.ts';
import type { ReadColumn } from './read-column.ts';
import { addedTo, fieldsOf, isExistence, isPlain, onlyTarget, partsBehindWith } from './select-parts.ts';

/** A table that a statement reads, in the order of its text. */
export interface ReadTable {
  schema: string | null;
  name: string;
  /** By which the statement's columns name it. */
  alias: string;
  /** A row of the result may lack it: the other side of an outer join. */
  optional: boolean;
}

/** What a `SELECT`, `UPDATE` or `DELETE` says of each row that it found. */
export interface Query {
  tables: ReadTable[];
  /** Columns that are equal: joins, `USING`, `IN (SELECT …)`. */
  equal: [ReadColumn, ReadColumn][];
  /** Columns that a condition gives a value, or asks one of. */
  asked: AskedColumn[];
  /** What each side of an `OR` asks, of which one must hold. */
  either: AskedColumn[][][];
  /** Which column each field of the answer is; null for another expression. Empty where a star stands for several. */
  targets: (ReadColumn | null)[];
  /** Whether its one answer says only that there are rows: `SELECT 1`, `SELECT count(*)`, `SELECT EXISTS (…)`. */
  isExistence: boolean;
  /** By column of the first table: what an `UPDATE` adds to it; null for another new value. */
  changed: Map<string, number | null>;
}

export interface AskedColumn {
  at: ReadColumn;
  value: Asked;
}

/** Whether a table has a column, as far as it is known; null where it is not. */
export type HasColumn = (table: ReadTable, column: string) => boolean | null;

/** The tables of the statement, or of a part in parentheses. */
interface Scope {
  tables: number[];
  /** What `FROM (SELECT …)` or the name of a part behind `WITH` gives: by its name, the column that each of its columns is. */
  derived: { alias: string; columnOf(column: string): ReadColumn | null }[];
  outer: Scope | null;
}

const newScope = (outer: Scope | null): Scope => ({ tables: [], derived: [], outer });

/** Reads a statement. @returns null where it is of another kind, or unites several */
export function readQuery(text: string, values: unknown[], hasColumn: HasColumn): Query | null {
  const tree = parseTree(text) as { stmts?: { stmt?: Node }[] } | null;
  const [only, ...others] = tree?.stmts ?? [];
  const [[kind, statement] = []] = Object.entries(only?.stmt ?? {}) as [string, Node][];
  if (others.length > 0 || !kind || !statement) return null;
  const query: Query = {
    tables: [],
    equal: [],
    asked: [],
    either: [],
    targets: [],
    isExistence: false,
    changed: new Map(),
  };
  const scope = newScope(null);
  const named = new Map<string, Node>();
  for (const { CommonTableExpr: part } of partsBehindWith(statement)) {
    const inner = (part?.ctequery as Node | undefined)?.SelectStmt as Node | undefined;
    if (inner) named.set(String(part?.ctename), inner);
  }

  function addTable(range: Node, optional: boolean, within: Scope): void {
    const name = String(range.relname);
    const alias = (range.alias as { aliasname?: string } | undefined)?.aliasname ?? name;
    const schema = typeof range.schemaname === 'string' ? range.schemaname : null;
    const part = schema === null ? named.get(name) : undefined;
    if (part) {
      // In its own text the name is that of a table.
      named.delete(name);
      addDerived(part, alias, optional, within);
      named.set(name, part);
      return;
    }
    within.tables.push(query.tables.length);
    query.tables.push({ schema, name, alias, optional });
  }

  function addDerived(select: Node, alias: string, optional: boolean, outer: Scope): void {
    if (!isPlain(select)) return;
    const within = newScope(null);
    addParts(select, within, optional);
    const targets = ((select.targetList ?? []) as { ResTarget?: Node }[]).map(({ ResTarget: target }) => ({
      name: String(target?.name ?? namesIn(fieldsOf(target?.val)).at(-1)),
      isAll: JSON.stringify(target?.val ?? null).includes('"A_Star"'),
      at: columnOf(target?.val, within),
    }));
    outer.derived.push({
      alias,
      columnOf(column) {
        const target = targets.find(({ name }) => name === column);
        if (target) return target.at;
        return targets.some(({ isAll }) => isAll) ? columnNamed(within, null, column) : null;
      },
    });
  }

  /** @param conditions gets those of the joins */
  function addFrom(item: Node, optional: boolean, conditions: unknown[], within: Scope): void {
    if (item.RangeVar) addTable(item.RangeVar as Node, optional, within);
    const inner = item.RangeSubselect as Node | undefined;
    const select = (inner?.subquery as Node | undefined)?.SelectStmt as Node | undefined;
    if (select) {
      const alias = (inner?.alias as { aliasname?: string } | undefined)?.aliasname ?? '';
      addDerived(select, alias, optional, within);
    }
    const join = item.JoinExpr as Node | undefined;
    if (!join) return;
    const type = String(join.jointype);
    const first = query.tables.length;
    addFrom(join.larg as Node, optional || /RIGHT|FULL/.test(type), conditions, within);
    const second = query.tables.length;
    addFrom(join.rarg as Node, optional || /LEFT|FULL/.test(type), conditions, within);
    if (join.quals) conditions.push(join.quals);
    for (const column of namesIn(join.usingClause)) {
      if (second > first && query.tables.length > second) {
        query.equal.push([
          { table: first, column },
          { table: second, column },
        ]);
      }
    }
  }

  function columnOf(node: unknown, within: Scope): ReadColumn | null {
    const names = namesIn(fieldsOf(node));
    const column = names.at(-1);
    if (!column) return null;
    const alias = names.length > 1 ? (names.at(-2) ?? null) : null;
    for (let at: Scope | null = within; at; at = at.outer) {
      const found = columnNamed(at, alias, column);
      if (found !== null) return found;
    }
    return null;
  }

  function columnNamed(within: Scope, alias: string | null, column: string): ReadColumn | null {
    const { derived } = within;
    const parts = alias === null ? derived : derived.filter((part) => part.alias === alias);
    for (const part of parts) {
      const found = part.columnOf(column);
      if (found) return found;
    }
    const table = tableOf(within, alias, column);
    return table === null ? null : { table, column };
  }

  function tableOf({ tables, derived }: Scope, alias: string | null, column: string): number | null {
    const own = tables.map((index) => ({ table: query.tables[index] as ReadTable, index }));
    if (alias !== null) return own.find(({ table }) => table.alias === alias)?.index ?? null;
    if (own.length === 1 && derived.length === 0) return own[0]?.index ?? null;
    const having = own.filter(({ table }) => hasColumn(table, column));
    if (having.length > 0) return having.length === 1 ? (having[0]?.index ?? null) : null;
    const unknown = own.filter(({ table }) => hasColumn(table, column) === null);
    return unknown.length === 1 ? (unknown[0]?.index ?? null) : null;
  }

  function addCondition(node: unknown, within: Scope): void {
    const condition = (node ?? {}) as Node;
    const all = condition.BoolExpr as { boolop?: string; args?: unknown[] } | undefined;
    if (all?.boolop === 'AND_EXPR') {
      for (const each of all.args ?? []) addCondition(each, within);
      return;
    }
    if (all?.boolop === 'OR_EXPR') {
      query.either.push((all.args ?? []).map((side) => askedBy(side, within)));
      return;
    }
    if (condition.SubLink) {
      addInner(condition.SubLink as Node, within);
      return;
    }
    const compared = condition.A_Expr as Node | undefined;
    if (compared?.kind === 'AEXPR_OP' && namesIn(compared.name).at(-1) === '=') {
      const left = columnOf(compared.lexpr, within);
      const right = columnOf(compared.rexpr, within);
      if (left && right) query.equal.push([left, right]);
    }
    query.asked.push(...askedBy(condition, within));
  }

  /** What a condition asks without parts that are joined by `OR`. */
  function askedBy(node: unknown, within: Scope): AskedColumn[] {
    const condition = (node ?? {}) as Node;
    const all = condition.BoolExpr as { boolop?: string; args?: unknown[] } | undefined;
    if (all?.boolop === 'AND_EXPR') return (all.args ?? []).flatMap((each) => askedBy(each, within));
    const column: OnColumn = (each) => columnOf(each, within);
    return askedOf(condition, values, column).map(({ at, value }) => ({ at, value }));
  }

  /** `EXISTS (SELECT …)` and `column IN (SELECT …)`: its tables had a row as well. */
  function addInner(link: Node, outer: Scope): void {
    const inner = (link.subselect as Node | undefined)?.SelectStmt as Node | undefined;
    const type = String(link.subLinkType);
    if (!inner || !isPlain(inner) || !['EXISTS_SUBLINK', 'ANY_SUBLINK'].includes(type)) return;
    const within = newScope(outer);
    addParts(inner, within);
    if (type !== 'ANY_SUBLINK') return;
    const [target] = (inner.targetList ?? []) as { ResTarget?: Node }[];
    const left = columnOf(link.testexpr, outer);
    const right = columnOf(target?.ResTarget?.val, within);
    if (left && right) query.equal.push([left, right]);
  }

  function addParts(select: Node, within: Scope, optional = false): void {
    const conditions: unknown[] = [];
    for (const item of (select.fromClause ?? select.usingClause ?? []) as Node[])
      addFrom(item, optional, conditions, within);
    for (const each of [...conditions, select.whereClause]) addCondition(each, within);
  }

  if (!['SelectStmt', 'UpdateStmt', 'DeleteStmt'].includes(kind) || !isPlain(statement)) return null;
  if (statement.relation) addTable(statement.relation as Node, false, scope);
  addParts(statement, scope);
  query.isExistence = kind === 'SelectStmt' && isExistence(statement);
  if (query.isExistence && query.tables.length === 0) addCondition(onlyTarget(statement), scope);
  const listed = (kind === 'SelectStmt' ? statement.targetList : statement.returningList) as
    | { ResTarget?: Node }[]
    | undefined;
  query.targets = (listed ?? []).map(({ ResTarget: target }) => columnOf(target?.val, scope));
  if (JSON.stringify(listed ?? []).includes('"A_Star"')) query.targets = [];
  if (kind === 'UpdateStmt') {
    for (const { ResTarget: set } of (statement.targetList ?? []) as { ResTarget?: Node }[]) {
      query.changed.set(String(set?.name), addedTo(String(set?.name), set?.val, values));
    }
  }
  return query;
}
