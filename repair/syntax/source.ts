import { walk } from 'estree-walker';
import { type Node, type ParserOptions, type Program, parseSync } from 'oxc-parser';

export type NodeType = Node['type'];
type OfType<N, T> = N extends { type: infer U } ? (Extract<T, U> extends never ? never : N) : never;
/** The nodes that may have one of these types. */
export type NodeOf<T extends NodeType> = OfType<Node, T>;

/** A node with its way up to the root. */
export interface Place<N extends Node = Node> {
  node: N;
  parent: Place | null;
  /** The property of the parent that holds the node, and the index when it is a list. */
  key: string;
  index: number | null;
}

/** A parsed file. Type annotations are left out: no template touches them. */
export interface Source {
  path: string;
  text: string;
  program: Program;
  /** All places in the order of the text. */
  places: Place[];
  of<T extends NodeType>(...types: T[]): Place<NodeOf<T>>[];
  placeOf(node: Node): Place;
  /** The text of a node or of a range. */
  slice(range: { start: number; end: number }): string;
}

const OPTIONS: Record<string, ParserOptions> = {
  ts: { lang: 'ts' },
  mts: { lang: 'ts' },
  cts: { lang: 'ts' },
  tsx: { lang: 'tsx' },
  js: { lang: 'jsx' },
  mjs: { lang: 'jsx' },
  cjs: { lang: 'jsx' },
  jsx: { lang: 'jsx' },
};

/** Expressions that only add a type: their value is the expression inside. */
const TYPE_WRAPPERS = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
]);

/** Parses a JavaScript or TypeScript file; null when it is of another kind or does not parse. */
export function parseSource(file: { path: string; content: string }): Source | null {
  const parsed = parse(file.path, file.content, { semanticErrors: false });
  return parsed && sourceOf(file, parsed.program);
}

/** Parses a file that is sound, see `isSound`; null for any other. */
export function parseSound(file: { path: string; content: string }): Source | null {
  const parsed = parse(file.path, file.content, { semanticErrors: true });
  return parsed && sourceOf(file, parsed.program);
}

function sourceOf(file: { path: string; content: string }, program: Program): Source {
  const places: Place[] = [];
  const byNode = new Map<Node, Place>();
  const byType = new Map<NodeType, Place[]>();
  // estree-walker knows ESTree's types; the tree is ESTree with oxc's.
  walk(program as never, {
    enter(raw, rawParent, key, index) {
      const node = raw as unknown as Node;
      if (isTypeOnly(node)) return this.skip();
      const parent = rawParent ? (byNode.get(rawParent as unknown as Node) ?? null) : null;
      const place: Place = { node, parent, key: String(key ?? ''), index: index ?? null };
      places.push(place);
      byNode.set(node, place);
      const same = byType.get(node.type);
      if (same) same.push(place);
      else byType.set(node.type, [place]);
    },
  });
  return {
    path: file.path,
    text: file.content,
    program,
    places,
    of: <T extends NodeType>(...types: T[]) =>
      types.flatMap((type) => (byType.get(type) ?? []) as unknown as Place<NodeOf<T>>[]),
    placeOf: (node) => byNode.get(node) as Place,
    slice: ({ start, end }) => file.content.slice(start, end),
  };
}

/** Whether the engine can read files of this kind. */
export function isReadable(path: string): boolean {
  return extension(path) in OPTIONS;
}

/**
 * Whether a text is free of syntax errors and of the errors that a compiler finds by names alone, such as a
 * name declared twice or a `break` outside a loop.
 */
export function isSound(file: { path: string; content: string }): boolean {
  // The tree is not read: it takes longer than to parse.
  return parse(file.path, file.content, { semanticErrors: true }) !== null;
}

/** Where the parser finds errors in a file, as positions in its text; empty for one that parses. */
export function parseErrors({ path, content }: { path: string; content: string }): number[] {
  const options = OPTIONS[extension(path)];
  if (!options) return [];
  const { errors } = parseSync(path, content, { ...options, sourceType: 'module' });
  const labels = errors.flatMap((error) => error.labels.map(({ start }) => start));
  return errors.length > 0 && labels.length === 0 ? [content.length] : labels;
}

/** As a module, else as CommonJS; null when it is of another kind or has errors. */
function parse(path: string, content: string, { semanticErrors }: { semanticErrors: boolean }) {
  const options = OPTIONS[extension(path)];
  if (!options) return null;
  for (const sourceType of ['module', 'commonjs'] as const) {
    const result = parseSync(path, content, { ...options, sourceType, showSemanticErrors: semanticErrors });
    if (result.errors.length === 0) return result;
  }
  return null;
}

function isTypeOnly(node: Node): boolean {
  return node.type.startsWith('TS') && !TYPE_WRAPPERS.has(node.type);
}

function extension(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}
