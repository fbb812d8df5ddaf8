import type { ParsedProgram, SyntaxNode } from '../checks/program.ts';

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
/** Nodes that give a function without a name the name of their key or target. */
const KEYED = new Set(['Property', 'MethodDefinition', 'PropertyDefinition', 'AccessorProperty']);

/**
 * The names of the functions around a place, the innermost first, as an engine would print them. Null: it has none.
 * @param offset in characters from the start of the text
 */
export function functionsAt({ nodes }: ParsedProgram, offset: number): (string | null)[] {
  const around: (string | null)[] = [];
  const parents = new Map(nodes.map(({ node, parent }) => [node, parent]));
  for (const { node, parent } of nodes) {
    if (FUNCTIONS.has(node.type) && node.start <= offset && offset < node.end) {
      around.unshift(nameOf(node, parent, parents));
    }
  }
  return around;
}

/** The names of all functions of a program that have one, helpers of compilers (`__awaiter`) left out. */
export function functionNames({ nodes }: ParsedProgram): string[] {
  const parents = new Map(nodes.map(({ node, parent }) => [node, parent]));
  const named = nodes
    .filter(({ node }) => FUNCTIONS.has(node.type))
    .flatMap(({ node, parent }) => nameOf(node, parent, parents) ?? []);
  return [...new Set(named)].filter((name) => !name.startsWith('_'));
}

/** Where a line and a column, both from 1, are in a text; null: it has no such line. */
export function offsetOf(text: string, line: number, column: number): number | null {
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const end = text.indexOf('\n', start);
    if (end < 0) return null;
    start = end + 1;
  }
  return start + column - 1;
}

function nameOf(
  node: SyntaxNode,
  parent: SyntaxNode | null,
  parents: Map<SyntaxNode, SyntaxNode | null>,
): string | null {
  if (node.id?.name) return node.id.name;
  if (!parent) return null;
  if (parent.type === 'VariableDeclarator') return textOf(parent.id);
  if (parent.type === 'AssignmentExpression' || parent.type === 'AssignmentPattern')
    return textOf(parent.left);
  if (!KEYED.has(parent.type) || parent.value !== node) return null;
  if (parent.kind !== 'constructor') return parent.computed ? null : textOf(parent.key);
  // `new Orders` is how an engine names a constructor: by its class.
  const body = parents.get(parent);
  const owner = body ? parents.get(body) : null;
  return owner?.id?.name ?? null;
}

function textOf(node: SyntaxNode): string | null {
  if (node.type === 'MemberExpression') return node.computed ? null : textOf(node.property);
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return node.name;
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}
