import { parseTree } from '../../witness/parse-tree.ts';
import { type Node, namesIn } from '../../witness/tree-nodes.ts';
import { type Asked, askedOf, type OnColumn } from './asked-values.ts';
import type { ReadColumn } from './read-column.ts';

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
  asked: { at: ReadColumn; value: Asked }[];
  /** Which column each field of the answer is; null for another expression. Empty where a star stands for several. */
  targets: (ReadColumn | null)[];
  /** Whether its one answer says only that there are rows: `SELECT 1`, `SELECT count(*)`, `SELECT EXISTS (…)`. */
  isExistence: boolean;
  /** By column of the first table: what an `UPDATE` adds to it; null for another new value. */
  changed: Map<string, number | null>;
}

/** Whether a table has a column, as far as it is known; null where it is not. */
export type HasColumn = (table: ReadTable, column: string) => boolean | null;

/** The tables of the statement, or of a part in parentheses: from an index on, and up to another. */
interface Scope {
  from: number;
  to: number;
  outer: Scope | null;
}

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
    targets: [],
    isExistence: false,
    changed: new Map(),
  };
  const scope: Scope = { from: 0, to: 0, outer: null };

  function addTable(range: Node, optional: boolean): void {
    const name = String(range.relname);
    const alias = (range.alias as { aliasname?: string } | undefined)?.aliasname ?? name;
    const schema = typeof range.schemaname === 'string' ? range.schemaname : null;
    query.tables.push({ schema, name, alias, optional });
  }

  /** @param conditions gets those of the joins */
  function addFrom(item: Node, optional: boolean, conditions: unknown[]): void {
    if (item.RangeVar) addTable(item.RangeVar as Node, optional);
    const join = item.JoinExpr as Node | undefined;
    if (!join) return;
    const type = String(join.jointype);
    const first = query.tables.length;
    addFrom(join.larg as Node, optional || /RIGHT|FULL/.test(type), conditions);
    const second = query.tables.length;
    addFrom(join.rarg as Node, optional || /LEFT|FULL/.test(type), conditions);
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
    const fields = ((node as Node | undefined)?.ColumnRef as Node | undefined)?.fields;
    const names = namesIn(fields);
    const column = names.at(-1);
    if (!column) return null;
    const alias = names.length > 1 ? names.at(-2) : null;
    for (let at: Scope | null = within; at; at = at.outer) {
      const found = tableOf(at, alias ?? null, column);
      if (found !== null) return { table: found, column };
    }
    return null;
  }

  function tableOf({ from, to }: Scope, alias: string | null, column: string): number | null {
    const own = query.tables.map((table, index) => ({ table, index })).slice(from, to);
    if (alias !== null) return own.find(({ table }) => table.alias === alias)?.index ?? null;
    if (own.length === 1) return own[0]?.index ?? null;
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
    const column: OnColumn = (each) => columnOf(each, within);
    for (const { at, value } of askedOf(condition, values, column)) query.asked.push({ at, value });
  }

  /** `EXISTS (SELECT …)` and `column IN (SELECT …)`: its tables had a row as well. */
  function addInner(link: Node, outer: Scope): void {
    const inner = (link.subselect as Node | undefined)?.SelectStmt as Node | undefined;
    const type = String(link.subLinkType);
    if (!inner || !isPlain(inner) || !['EXISTS_SUBLINK', 'ANY_SUBLINK'].includes(type)) return;
    const within: Scope = { from: query.tables.length, to: 0, outer };
    addParts(inner, within);
    if (type !== 'ANY_SUBLINK') return;
    const [target] = (inner.targetList ?? []) as { ResTarget?: Node }[];
    const left = columnOf(link.testexpr, outer);
    const right = columnOf(target?.ResTarget?.val, within);
    if (left && right) query.equal.push([left, right]);
  }

  function addParts(select: Node, within: Scope): void {
    const conditions: unknown[] = [];
    for (const item of (select.fromClause ?? select.usingClause ?? []) as Node[])
      addFrom(item, false, conditions);
    within.to = query.tables.length;
    for (const each of [...conditions, select.whereClause]) addCondition(each, within);
  }

  if (!['SelectStmt', 'UpdateStmt', 'DeleteStmt'].includes(kind) || !isPlain(statement)) return null;
  if (statement.relation) addTable(statement.relation as Node, false);
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

function onlyTarget({ targetList }: Node): Node | null {
  const [only, ...others] = (targetList ?? []) as { ResTarget?: Node }[];
  return only && others.length === 0 ? ((only.ResTarget?.val as Node | undefined) ?? null) : null;
}

function isExistence(statement: Node): boolean {
  const target = onlyTarget(statement);
  const call = (((target?.TypeCast as Node | undefined)?.arg as Node | undefined) ?? target)?.FuncCall as
    | Node
    | undefined;
  const isCount = namesIn(call?.funcname).at(-1) === 'count' && statement.groupClause === undefined;
  const asks = (target?.SubLink as Node | undefined)?.subLinkType === 'EXISTS_SUBLINK';
  return isCount || target?.A_Const !== undefined || (asks && statement.fromClause === undefined);
}

/** One `SELECT`, not several united. */
function isPlain(statement: Node): boolean {
  return statement.op === undefined || statement.op === 'SETOP_NONE';
}

/** What `column = column + 1` adds; null for another value. */
function addedTo(column: string, value: unknown, values: unknown[]): number | null {
  const sum = (value as Node | undefined)?.A_Expr as Node | undefined;
  const sign = namesIn(sum?.name).at(-1);
  const own = ((sum?.lexpr as Node | undefined)?.ColumnRef as Node | undefined)?.fields;
  if (!sum || !['+', '-'].includes(sign ?? '') || namesIn(own).at(-1) !== column) return null;
  const [asked] = askedOf(
    { A_Expr: { kind: 'AEXPR_OP', name: [{ String: { sval: '=' } }], lexpr: sum.lexpr, rexpr: sum.rexpr } },
    values,
    () => ({ table: 0, column }),
  );
  const by = Number(asked?.value);
  return Number.isFinite(by) ? (sign === '+' ? by : -by) : null;
}
