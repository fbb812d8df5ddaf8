import type { Evidence } from '../../domain/evidence.ts';
import { nodesOf, type SqlTree } from './parser.ts';
import { SQL_KEYWORDS } from './tokens.ts';

/** What speaks against a reading; null when it must not be proposed at all. */
export function penaltyOf(tree: SqlTree, original: string, schema: Evidence['schema']): number | null {
  let penalty = 0;
  const statements = tree.stmts as unknown[] | undefined;
  if (!statements?.length) return null;
  if (statements.length > 1) penalty += 1.5;
  for (const kind of ['DeleteStmt', 'UpdateStmt']) {
    const open = nodesOf(tree, kind).some((statement) => !statement.whereClause);
    if (open && /\bwhere\b|\band\b|\bor\b/i.test(original)) return null;
  }
  for (const select of nodesOf(tree, 'SelectStmt')) {
    const listed = select.targetList || select.valuesLists || select.larg;
    if (!listed) penalty += 2;
    if (!select.fromClause && nodesOf(select.targetList, 'A_Star').length) penalty += 2;
    if (isConstant(select.whereClause)) penalty += 1;
  }
  const columns = new Set(schema.flatMap((table) => table.columns.map((column) => column.toLowerCase())));
  for (const { args } of nodesOf(tree, 'BoolExpr')) {
    if (Array.isArray(args) && args.some(isConstant)) penalty += 1;
  }
  // What is called like a column, without AS, has most likely lost the comma before it.
  for (const { name } of nodesOf(tree, 'ResTarget')) {
    if (typeof name === 'string' && SQL_KEYWORDS.has(name.toLowerCase()))
      penalty += columns.has(name.toLowerCase()) ? 0 : 2;
    const alias = typeof name === 'string' && columns.has(name.toLowerCase());
    if (alias && !new RegExp(`\\bas\\s+"?${name}\\b`, 'i').test(original)) penalty += 0.8;
  }
  if (!/\binto\b/i.test(original) && JSON.stringify(tree).includes('"intoClause"')) penalty += 2;
  for (const { fields } of nodesOf(tree, 'ColumnRef')) {
    const name = String(nodesOf(fields, 'String').at(-1)?.sval ?? '').toLowerCase();
    // What PostgreSQL lets pass as a name, but no column is called that.
    if (SQL_KEYWORDS.has(name) && !columns.has(name)) penalty += 2;
    else if (name && columns.size && !columns.has(name)) penalty += 0.5;
  }
  const tables = new Set(schema.map(({ table }) => table.replace(/^.*\./, '').toLowerCase()));
  const named = new Set(nodesOf(tree, 'CommonTableExpr').map((cte) => cte.ctename));
  for (const { relname } of nodesOf(tree, 'RangeVar')) {
    const keyword = SQL_KEYWORDS.has(String(relname).toLowerCase());
    if (keyword && !tables.has(String(relname).toLowerCase())) penalty += 2;
    if (tables.size && !tables.has(String(relname).toLowerCase()) && !named.has(relname)) penalty += 1.2;
  }
  return penalty;
}

function isConstant(node: unknown): boolean {
  return node !== null && typeof node === 'object' && 'A_Const' in node;
}
