import { type Node, namesIn } from '../../witness/tree-nodes.ts';
import { askedOf } from './asked-values.ts';

/** The parts that a statement names by `WITH`. */
export function partsBehindWith({ withClause }: Node): { CommonTableExpr?: Node }[] {
  return ((withClause as Node | undefined)?.ctes ?? []) as { CommonTableExpr?: Node }[];
}

/** The names of which a column is made. */
export const fieldsOf = (node: unknown) =>
  ((node as Node | undefined)?.ColumnRef as Node | undefined)?.fields;

/** The one expression that a statement answers; null: none, or several. */
export function onlyTarget({ targetList }: Node): Node | null {
  const [only, ...others] = (targetList ?? []) as { ResTarget?: Node }[];
  return only && others.length === 0 ? ((only.ResTarget?.val as Node | undefined) ?? null) : null;
}

/** Whether its one answer says only that there are rows. */
export function isExistence(statement: Node): boolean {
  const target = onlyTarget(statement);
  const call = (((target?.TypeCast as Node | undefined)?.arg as Node | undefined) ?? target)?.FuncCall as
    | Node
    | undefined;
  const isCount = namesIn(call?.funcname).at(-1) === 'count' && statement.groupClause === undefined;
  const asks = (target?.SubLink as Node | undefined)?.subLinkType === 'EXISTS_SUBLINK';
  return isCount || target?.A_Const !== undefined || (asks && statement.fromClause === undefined);
}

/** One `SELECT`, not several united. */
export function isPlain(statement: Node): boolean {
  return statement.op === undefined || statement.op === 'SETOP_NONE';
}

/** What `column = column + 1` adds; null for another value. */
export function addedTo(column: string, value: unknown, values: unknown[]): number | null {
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
