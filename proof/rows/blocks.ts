import { parseTree } from '../witness/parse-tree.ts';
import type { Node } from '../witness/tree-nodes.ts';
import { type Condition, conditionsIn, UNKNOWN } from './condition.ts';

/** A part of a statement that reads or writes the rows of one list of tables. */
export interface Block {
  verb: 'select' | 'update' | 'delete' | 'merge';
  /** As they are named, the one that is read or written first. */
  tables: string[];
  bounds: Bound[];
}

/** Something by which a block means fewer rows. */
export type Bound =
  | { kind: 'condition'; condition: Condition }
  /** A condition on what an outer join adds. */
  | { kind: 'outer'; condition: Condition }
  | { kind: 'having'; condition: Condition }
  /** Only rows that have a partner there. */
  | { kind: 'join'; table: string }
  /** At most this number of rows; null when the number is handed over with the statement. */
  | { kind: 'limit'; rows: number | null };

/**
 * The parts of a statement that read or write rows, in the order in which they stand. Placeholders of other databases are
 * understood as well.
 * @returns null for a text that does not parse
 */
export function blocksOf(text: string): Block[] | null {
  const tree = parseTree(text) ?? parseTree(inPostgres(text));
  if (!tree) return null;
  try {
    const found: Block[] = [];
    walk(tree, '', [], found);
    return found;
  } catch {
    // Nested more deeply than can be followed.
    return null;
  }
}

/** `?`, `:id` and `@id` of other databases, and their quotes. */
function inPostgres(text: string): string {
  return text
    .replaceAll('`', '"')
    .replace(/(^|[\s(,=<>])[:@][a-z_]\w*/gi, `$1${UNKNOWN}`)
    .replace(/(^|[\s(,=<>])\?(?=[\s),;]|$)/g, `$1${UNKNOWN}`);
}

function walk(value: unknown, name: string, inherited: Bound[], found: Block[]): void {
  if (Array.isArray(value)) for (const each of value) walk(each, name, inherited, found);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return;
  const node = value as Node;
  let limits = inherited;
  // `larg` and `rarg` of a UNION are statements without their type's name.
  if (name === 'SelectStmt' || ((name === 'larg' || name === 'rarg') && 'limitOption' in node)) {
    limits = [...inherited, ...limitOf(node)];
    if (node.op === 'SETOP_NONE' && Array.isArray(node.fromClause)) {
      const having = conditionsIn(node.havingClause).map(
        (condition): Bound => ({ kind: 'having', condition }),
      );
      found.push(blockOf('select', node, [], [...limits, ...having]));
    }
    // What stands inside has limits of its own.
    if (node.op === 'SETOP_NONE') limits = [];
  } else if (name === 'UpdateStmt') found.push(blockOf('update', node, [nameOf(node.relation)], []));
  else if (name === 'DeleteStmt') found.push(blockOf('delete', node, [nameOf(node.relation)], []));
  else if (name === 'MergeStmt') {
    const conditions = conditionsIn(node.joinCondition).map(
      (condition): Bound => ({ kind: 'condition', condition }),
    );
    found.push({ verb: 'merge', tables: [nameOf(node.relation)], bounds: conditions });
  }
  for (const [key, inside] of Object.entries(node)) walk(inside, key, limits, found);
}

function blockOf(verb: Block['verb'], node: Node, tables: string[], bounds: Bound[]): Block {
  const block: Block = { verb, tables: [...tables], bounds: [...bounds] };
  const from = (node.fromClause ?? node.usingClause ?? []) as unknown[];
  for (const each of from) addTable(each, 'JOIN_INNER', block);
  for (const condition of conditionsIn(node.whereClause)) block.bounds.push({ kind: 'condition', condition });
  return block;
}

/** Tables of a FROM with the conditions of its joins. */
function addTable(item: unknown, join: string, block: Block): void {
  const [[type, node] = ['', {}]] = Object.entries((item ?? {}) as Record<string, Node>);
  if (type !== 'JoinExpr') {
    const table = type === 'RangeVar' ? nameOf(node) : `(${type})`;
    if (block.tables.length > 0 && join === 'JOIN_INNER') block.bounds.push({ kind: 'join', table });
    block.tables.push(table);
    return;
  }
  addTable(node.larg, 'JOIN_INNER', block);
  addTable(node.rarg, String(node.jointype), block);
  const columns = ((node.usingClause ?? []) as { String?: { sval?: string } }[]).map(
    (one) => one.String?.sval ?? '',
  );
  const conditions = [
    ...conditionsIn(node.quals),
    ...columns.map((name): Condition => {
      const side = { columns: [name], values: [] };
      return { op: '=', sides: [side, side], parts: [] };
    }),
    ...(node.isNatural ? [{ op: 'the same columns', sides: [], parts: [] }] : []),
  ];
  const kind = node.jointype === 'JOIN_INNER' ? 'condition' : 'outer';
  for (const condition of conditions) block.bounds.push({ kind, condition });
}

function limitOf({ limitCount }: Node): Bound[] {
  const constant = (limitCount as { A_Const?: Node } | undefined)?.A_Const;
  if (!limitCount || constant?.isnull) return [];
  const number = (constant?.ival as { ival?: number } | undefined)?.ival;
  return [{ kind: 'limit', rows: constant?.ival ? (number ?? 0) : null }];
}

function nameOf(relation: unknown): string {
  return String((relation as Node | undefined)?.relname ?? '').toLowerCase();
}
