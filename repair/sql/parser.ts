import { hasSqlDetails, loadModule, parseSync } from 'libpg-query';

/** PostgreSQL's own parser. */
export interface SqlParser {
  /** The tree, or where the parser gave up (offset from 0). */
  parse(sql: string): { tree: SqlTree } | { errorAt: number };
}

/** A parse tree as libpg-query gives it: nested records, each node under the name of its type. */
export type SqlTree = { [key: string]: unknown };

/** Loads the parser; the first time takes some tens of milliseconds. */
export async function loadSqlParser(): Promise<SqlParser> {
  await loadModule();
  return {
    parse(sql) {
      try {
        // The parser counts bytes; one character in the place of each other keeps the offsets equal.
        return { tree: parseSync(sql.replace(/[^\0-\x7f]/g, 'x')) as unknown as SqlTree };
      } catch (error) {
        return { errorAt: hasSqlDetails(error) ? (error.sqlDetails?.cursorPosition ?? 0) : 0 };
      }
    },
  };
}

/** All nodes of one type in a parse tree. */
export function nodesOf(tree: unknown, type: string): SqlTree[] {
  const found: SqlTree[] = [];
  // A loop: a tree may be deeper than the stack.
  const open: [key: string, value: unknown][] = [['', tree]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [key, value] = next;
    if (key === type) found.push(value as SqlTree);
    if (value !== null && typeof value === 'object') open.push(...Object.entries(value).reverse());
  }
  return found;
}
