import { extname } from 'node:path';
import { type ParseResult, type ParserOptions, parseSync } from 'oxc-parser';

const LANGUAGES: Record<string, NonNullable<ParserOptions['lang']>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'jsx',
  '.mjs': 'jsx',
  '.cjs': 'jsx',
  '.jsx': 'jsx',
};

/** A node of a syntax tree, as loosely as a walk needs it. */
export interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  // biome-ignore lint/suspicious/noExplicitAny: the tree has some two hundred kinds of nodes
  [field: string]: any;
}

export interface ParsedProgram {
  body: SyntaxNode[];
  /** Every node, parents before children. */
  nodes: { node: SyntaxNode; parent: SyntaxNode | null }[];
  /** The whole tree. */
  root: SyntaxNode;
  comments: ParseResult['comments'];
  text: string;
}

/** True for a file in which there are exports and imports to be compared. */
export function isProgram(path: string): boolean {
  return extname(path) in LANGUAGES;
}

/** How many programs are found again: the old and the new texts of a few files. */
const RECENT = 8;
/** The programs that were read last, as long as the memory is not needed. The last one used is the last. */
const recent = new Map<string, WeakRef<ParsedProgram>>();

/**
 * Parses a file by its extension. A judgement asks for the same two texts again and again, and many candidates change one
 * file: what was parsed just now is given again, so nobody may change it.
 * @throws Error with the parser's message and its line
 */
export function parseProgram(path: string, text: string): ParsedProgram {
  const key = `${path}\0${text}`;
  const program = recent.get(key)?.deref() ?? parse(path, text);
  recent.delete(key);
  recent.set(key, new WeakRef(program));
  if (recent.size > RECENT) recent.delete(recent.keys().next().value as string);
  return program;
}

function parse(path: string, text: string): ParsedProgram {
  const { program, comments, errors } = parseSync(path, text, {
    lang: LANGUAGES[extname(path)] ?? 'ts',
    // One kind of tree for both languages, as the resolver of scopes expects it.
    astType: 'ts',
    range: true,
    preserveParens: false,
  });
  const [error] = errors.filter((item) => String(item.severity) === 'Error');
  if (error) {
    const line = text.slice(0, error.labels[0]?.start ?? 0).split('\n').length;
    throw new Error(`${path}:${line} does not parse: ${error.message}`);
  }
  const nodes: ParsedProgram['nodes'] = [];
  walk(program as unknown as SyntaxNode, null, nodes);
  const root = program as unknown as SyntaxNode;
  return { body: root.body, nodes, root, comments, text };
}

function walk(node: SyntaxNode, parent: SyntaxNode | null, into: ParsedProgram['nodes']): void {
  into.push({ node, parent });
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child && typeof child === 'object' && typeof child.type === 'string') walk(child, node, into);
    }
  }
}
