import { loadModule, parseSync } from 'libpg-query';

// PostgreSQL's parser is WebAssembly; loading takes some 75 ms, once a process.
await loadModule();

type Node = { [field: string]: unknown };

/**
 * The tables and functions of a statement by PostgreSQL's own parser.
 * @returns null for a text that does not parse
 */
export function tablesAndFunctions(text: string): { tables: string[]; functions: string[] } | null {
  const tables = new Set<string>();
  const functions = new Set<string>();
  const named = new Set<string>();
  try {
    for (const [type, node] of nodesIn(parseSync(text))) {
      if (typeof node.relname === 'string') tables.add(node.relname);
      if (type === 'CommonTableExpr') named.add(String(node.ctename));
      if (type === 'FuncCall') functions.add(lastName(node.funcname));
    }
  } catch {
    return null;
  }
  return { tables: [...tables].filter((name) => !named.has(name)).sort(), functions: [...functions].sort() };
}

/** Every record of a parse tree with the name under which it stands, which is its type or its role. */
function* nodesIn(tree: unknown): Generator<[string, Node]> {
  if (tree === null || typeof tree !== 'object') return;
  for (const [name, value] of Object.entries(tree)) {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) yield [name, value as Node];
    yield* nodesIn(value);
  }
}

/** `pg_catalog.now` is `now`. */
function lastName(names: unknown): string {
  const last = (names as { String?: { sval?: string } }[]).at(-1);
  return last?.String?.sval ?? '';
}
