/** What undoes a migration, and rows for tests. */
const NO_MIGRATION =
  /\.down\.sql$|[._-](down|rollback|revert|undo|drop)\.sql$|(^|\/)(seeds?|tests?|fixtures)\/|seed[\w-]*\.sql$/i;

/** True for a file of SQL statements that makes tables, by its path. */
export function makesTables(path: string): boolean {
  return /\.sql$/i.test(path) && !NO_MIGRATION.test(path);
}

/** In the order in which they are numbered: `2_b.sql` before `10_a.sql`. */
export function inOrder(paths: readonly string[]): string[] {
  return [...paths].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
