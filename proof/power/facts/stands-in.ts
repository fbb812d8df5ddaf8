import type { SyntaxNode } from '../../checks/program.ts';
import { type FactFinder, quote } from '../fact.ts';
import { bare } from '../reading.ts';

/** Values that mean something of their own where there is nothing, and two variables that are exchanged for all that follows. */
export const findStandIns: FactFinder = (reading, add) => {
  for (const { node } of reading.nodes) {
    const given = node.type === 'LogicalExpression' && node.operator !== '&&' ? bare(node.right) : null;
    if (given?.type === 'ObjectExpression' && given.properties.some(saysSomething)) {
      const text = quote(reading.text.slice(given.start, given.end));
      add('change', `stand-in:${text}`, `takes ${text} where there is nothing`, given, { counted: true });
    }
    const names = node.type === 'AssignmentExpression' ? exchanged(node) : [];
    if (names.length > 0) {
      const what = `exchanges ${names.map(quote).join(' and ')} for what follows`;
      add('change', `exchange:${names.join()}`, what, node, { counted: true });
    }
  }
};

/** A property with a number, a text or a yes; empty ones say that there is nothing. */
function saysSomething({ type, value }: SyntaxNode): boolean {
  const said = type === 'Property' ? bare(value) : null;
  return said?.type === 'Literal' && Boolean(said.value);
}

/** The names in `[a, b] = [b, a]`; empty for anything else. */
function exchanged({ left, right }: SyntaxNode): string[] {
  if (left.type !== 'ArrayPattern' || right.type !== 'ArrayExpression') return [];
  const [to, from] = [left.elements, right.elements].map((each: SyntaxNode[]) =>
    each.map((one) => (one?.type === 'Identifier' ? (one.name as string) : '')),
  ) as [string[], string[]];
  const isSame = to.length > 1 && !to.includes('') && [...to].sort().join() === [...from].sort().join();
  return isSame ? to : [];
}
