/** A record of PostgreSQL's parse tree. */
export type Node = { [field: string]: unknown };

/** `pg_catalog.now` as a list. */
export function namesIn(names: unknown): string[] {
  return Array.isArray(names)
    ? names.map((name: { String?: { sval?: string } }) => name.String?.sval ?? '')
    : [];
}
