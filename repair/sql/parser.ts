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
  if (tree === null || typeof tree !== 'object') return [];
  return Object.entries(tree).flatMap(([key, value]) => [
    ...(key === type ? [value as SqlTree] : []),
    ...nodesOf(value, type),
  ]);
}
