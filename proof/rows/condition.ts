import type { Node } from '../witness/tree-nodes.ts';
import { namesIn } from '../witness/tree-nodes.ts';

/** Stands in a statement for a part that only the running program knows. */
export const UNKNOWN = 'suture_unknown';

/** One condition of a statement, as far as it decides which rows are meant. Names of functions and types do not count. */
export interface Condition {
  /** `=`, `<>`, `above`, `below`, `null`, `or`, … */
  op: string;
  /** Each side: the columns it names and the values it is given. */
  sides: Side[];
  /** Of `or` and `not`: the alternatives, each of which is a list that holds together. */
  parts: Condition[][];
}

export interface Side {
  columns: string[];
  /** Literals as they are written; `?` for what is handed over with the statement. */
  values: string[];
}

const OPERATORS: Record<string, string> = {
  '!=': '<>',
  '==': '=',
  '<': 'below',
  '<=': 'below',
  '>': 'above',
  '>=': 'above',
};
const MIRRORED: Record<string, string> = { below: 'above', above: 'below' };

/** The conditions that all hold when an expression does: `a AND b` is two. What is always true counts for nothing. */
export function conditionsIn(expression: unknown): Condition[] {
  const [[type, node] = ['', {}]] = Object.entries((expression ?? {}) as Record<string, Node>);
  const args = (node.args ?? []) as unknown[];
  if (type === 'BoolExpr' && node.boolop === 'AND_EXPR') return args.flatMap(conditionsIn);
  if (type === 'BoolExpr') {
    const op = node.boolop === 'OR_EXPR' ? 'or' : 'not';
    return [{ op, sides: [], parts: args.map(conditionsIn) }];
  }
  if (type === 'A_Expr') return comparison(node);
  if (type === 'NullTest') return [plain(node.nulltesttype === 'IS_NULL' ? 'null' : 'not null', node.arg)];
  if (type === 'BooleanTest') return [plain(String(node.booltesttype), node.arg)];
  if (type === 'SubLink') {
    const sides = node.testexpr ? [sideOf(node.testexpr)] : [];
    return [{ op: `${node.subLinkType} ${tablesBelow(node.subselect).join()}`, sides, parts: [] }];
  }
  const side = sideOf(expression);
  // `WHERE true`, `WHERE 1`: limits nothing.
  if (side.columns.length === 0 && side.values.every((value) => value !== '?')) return [];
  return [{ op: type === 'ColumnRef' ? 'true' : type, sides: [side], parts: [] }];
}

function plain(op: string, argument: unknown): Condition {
  return { op, sides: [sideOf(argument)], parts: [] };
}

function comparison(node: Node): Condition[] {
  const { kind, lexpr, rexpr } = node;
  if (/^AEXPR_BETWEEN/.test(String(kind))) {
    const [low, high] = ((rexpr as { List?: { items?: unknown[] } } | undefined)?.List?.items ?? []).map(
      sideOf,
    );
    const left = sideOf(lexpr);
    const both = [
      { op: 'above', sides: [left, low ?? NOTHING], parts: [] },
      { op: 'below', sides: [left, high ?? NOTHING], parts: [] },
    ];
    return kind === 'AEXPR_BETWEEN' ? both : [{ op: 'not', sides: [], parts: [both] }];
  }
  const name = namesIn(node.name).at(-1) ?? '';
  const special = /DISTINCT|NULLIF|OP_ALL/.exec(String(kind))?.[0];
  const op = special ? `${kind} ${name}` : (OPERATORS[name] ?? name);
  const [left, right] = [sideOf(lexpr), sideOf(rexpr)];
  // `1 = 1` limits nothing.
  if (isWritten(left) && isWritten(right)) return [];
  // What is compared stands first.
  if (left.columns.length === 0 && right.columns.length > 0) {
    return [{ op: MIRRORED[op] ?? op, sides: [right, left], parts: [] }];
  }
  const sides = [left, right];
  if (op === '=' && right.columns.length > 0) sides.sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
  return [{ op, sides, parts: [] }];
}

const NOTHING: Side = { columns: [], values: [] };
const keyOf = (side: Side) => JSON.stringify(side);
const isWritten = ({ columns, values }: Side) =>
  columns.length === 0 && values.length > 0 && !values.includes('?');

/** The columns and values of an expression; what a further SELECT names is not its own. */
function sideOf(expression: unknown): Side {
  const columns = new Set<string>();
  const values = new Set<string>();
  const open: unknown[] = [expression];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === null || typeof at !== 'object') continue;
    for (const [type, node] of Object.entries(at as Record<string, Node>)) {
      if (type === 'typeName' || type === 'typmods' || type === 'name' || type === 'funcname') continue;
      if (type === 'ColumnRef') {
        const column = namesIn(node.fields).at(-1) ?? '';
        if (column === UNKNOWN) values.add('?');
        else columns.add(column || '*');
      } else if (type === 'ParamRef') values.add('?');
      else if (type === 'A_Const') values.add(literal(node));
      else if (type === 'SubLink') values.add(`select ${tablesBelow(node.subselect).join()}`);
      else open.push(node);
    }
  }
  return { columns: [...columns].sort(), values: [...values].sort() };
}

/** The text of a literal. One that holds a part which only the running program knows is handed over as any value. */
function literal(node: Node): string {
  const { sval, ival, fval, boolval, isnull } = node as Record<string, Node | undefined>;
  if (isnull) return 'null';
  const value = sval?.sval ?? ival?.ival ?? fval?.fval ?? boolval?.boolval ?? (ival ? 0 : '');
  return String(value).includes(UNKNOWN) ? '?' : String(value);
}

/** The tables that a further SELECT names. */
function tablesBelow(select: unknown): string[] {
  const tables = new Set<string>();
  const open: unknown[] = [select];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === null || typeof at !== 'object') continue;
    const { relname } = at as { relname?: unknown };
    if (typeof relname === 'string') tables.add(relname);
    open.push(...Object.values(at));
  }
  return [...tables].sort();
}

/** A condition as a person reads it. */
export function describeCondition({ op, sides, parts }: Condition): string {
  if (op === 'or' || op === 'not') {
    const said = parts.map((part) => part.map(describeCondition).join(' AND '));
    return op === 'or' ? said.join(' OR ') : `NOT (${said.join()})`;
  }
  const words: Record<string, string> = {
    null: 'IS NULL',
    'not null': 'IS NOT NULL',
    true: 'IS TRUE',
    above: '>',
    below: '<',
  };
  const [left, right] = sides.map(({ columns, values }) => [...columns, ...values].join(', ') || '…');
  return [left, words[op] ?? op, right].filter(Boolean).join(' ');
}
