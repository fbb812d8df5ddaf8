import type { Node } from 'oxc-parser';
import { bare, calleeName, identifierName } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';

/**
 * Values of different making in one expression: a fraction that is compared for being equal or divided with a rest, and a value
 * that was made anew compared with one that was not, though that was made anew as well: `root === b` behind
 * `const root = find(a); const other = find(b);`.
 * @returns their texts
 */
export function mixedValues(source: Source): string[] {
  const fractions = new Set<string>();
  const made = new Map<string, { by: string; of: string }>();
  for (const { node } of source.of('VariableDeclarator')) {
    const name = identifierName(node.id as Node);
    const init = node.init ? bare(node.init) : null;
    if (!name || !init) continue;
    if (isQuotient(init)) fractions.add(name);
    const [given, more] = init.type === 'CallExpression' ? init.arguments : [];
    const of = given && !more ? identifierName(given as Node) : null;
    if (init.type === 'CallExpression' && of) made.set(name, { by: calleeName(init) ?? '', of });
  }
  const isFraction = (node: Node) => isQuotient(node) || fractions.has(identifierName(node) ?? '');
  return source
    .of('BinaryExpression')
    .filter(({ node: { left, right, operator } }) => {
      const [one, other] = [bare(left as Node), bare(right)];
      const isStep = other.type === 'Literal' && typeof other.value === 'number' && other.value !== 0;
      if (operator === '%') return isFraction(one);
      if (!/^[!=]==?$/.test(operator)) return false;
      return (isStep && isFraction(one)) || isHalf(one, other) || isHalf(other, one);
    })
    .map(({ node }) => `${source.slice(node)} mixed`);

  /** Whether one side was made of a value, and the other is a value of which the same was made. */
  function isHalf(one: Node, other: Node): boolean {
    const [from, name] = [made.get(identifierName(one) ?? ''), identifierName(other)];
    if (!from || !name || from.of === name || made.has(name)) return false;
    return [...made.values()].some(({ by, of }) => of === name && by === from.by);
  }
}

function isQuotient(node: Node): boolean {
  return node.type === 'BinaryExpression' && node.operator === '/';
}
