import type { Node } from 'oxc-parser';

/** What an expression of plain values is; undefined for any other. */
export function plainValue(node: Node): unknown {
  if (node.type === 'Literal') return 'regex' in node || 'bigint' in node ? undefined : node.value;
  if (node.type === 'UnaryExpression' && node.operator === '-') {
    const value = plainValue(node.argument);
    return typeof value === 'number' ? -value : undefined;
  }
  if (node.type === 'ArrayExpression') {
    const all = node.elements.map((one) => (one ? plainValue(one) : undefined));
    return all.includes(undefined) ? undefined : all;
  }
  if (node.type !== 'ObjectExpression') return undefined;
  const found: Record<string, unknown> = {};
  for (const one of node.properties) {
    if (one.type !== 'Property' || one.computed || one.method) return undefined;
    const name =
      one.key.type === 'Identifier'
        ? one.key.name
        : one.key.type === 'Literal'
          ? String(one.key.value)
          : null;
    const value = plainValue(one.value);
    if (name === null || value === undefined) return undefined;
    found[name] = value;
  }
  return found;
}
