import { loadModule, parseSync } from 'libpg-query';
import { type Effect, effectsOf } from './statement-effects.ts';
import { type Node, namesIn } from './tree-nodes.ts';

// PostgreSQL's parser is WebAssembly; loading takes some 75 ms, once a process.
await loadModule();

/** The longest text that is parsed, in characters; a service's own statements are far shorter. */
export const PARSED_CHARACTERS = 100_000;

/** What a statement's parse tree shows. */
export interface ParsedStatement {
  tables: string[];
  functions: string[];
  effects: Effect[];
}

/**
 * The tables, functions and effects of a statement by PostgreSQL's own parser.
 * @returns null for a text that does not parse
 */
export function parseStatement(text: string): ParsedStatement | null {
  const tables = new Set<string>();
  const functions = new Set<string>();
  const named = new Set<string>();
  try {
    const nodes = nodesIn(parseSync(text));
    for (const [type, node] of nodes) {
      if (typeof node.relname === 'string') tables.add(node.relname);
      if (type === 'CommonTableExpr') named.add(String(node.ctename));
      if (type === 'FuncCall') functions.add(namesIn(node.funcname).at(-1) ?? '');
    }
    return {
      tables: [...tables].filter((name) => !named.has(name)).sort(),
      functions: [...functions].sort(),
      effects: effectsOf(nodes, named),
    };
  } catch {
    return null;
  }
}

/** A statement's parse tree as it comes; null for a text that does not parse, or is longer than a service's own are. */
export function parseTree(text: string): unknown {
  if (text.length > PARSED_CHARACTERS) return null;
  try {
    return parseSync(text);
  } catch {
    return null;
  }
}

/** Every record of a parse tree, parents first, with the name under which it stands, which is its type or its role. */
function nodesIn(tree: unknown): [string, Node][] {
  const found: [string, Node][] = [];
  // A list and not a recursion: a tree may be as deep as a text is long.
  const open: unknown[] = [tree];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === null || typeof node !== 'object') continue;
    for (const [name, value] of Object.entries(node).reverse()) {
      if (value !== null && typeof value === 'object' && !Array.isArray(value))
        found.push([name, value as Node]);
      open.push(value);
    }
  }
  return found;
}
