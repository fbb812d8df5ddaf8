import { walk } from 'estree-walker';
import { type Node, type ParserOptions, type Program, parseSync } from 'oxc-parser';

const LANGUAGES: Record<string, ParserOptions['lang']> = {
  ts: 'ts',
  mts: 'ts',
  cts: 'ts',
  tsx: 'tsx',
  js: 'jsx',
  mjs: 'jsx',
  cjs: 'jsx',
  jsx: 'jsx',
};

/** Parses a module of JavaScript or TypeScript; null when it is of another kind or does not parse. */
export function parseModule(path: string, text: string): Program | null {
  const lang = LANGUAGES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
  if (!lang) return null;
  for (const sourceType of ['module', 'commonjs'] as const) {
    const result = parseSync(path, text, { lang, sourceType });
    if (result.errors.length === 0) return result.program;
  }
  return null;
}

/** Visits each node; `enter` may return `false` to leave out what is below. */
export function everyNode(
  root: Node,
  visit: { enter(node: Node, parent: Node | null, key: string): unknown; leave?(node: Node): void },
): void {
  // estree-walker knows ESTree's types; the tree is ESTree with oxc's.
  walk(root as never, {
    enter(node, parent, key) {
      const goOn = visit.enter(node as unknown as Node, parent as unknown as Node | null, String(key ?? ''));
      if (goOn === false) this.skip();
    },
    leave(node) {
      visit.leave?.(node as unknown as Node);
    },
  });
}
