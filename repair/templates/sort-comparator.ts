import type { Node } from 'oxc-parser';
import { bare, isFunction, memberName } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { replaceNode } from './helpers/text.ts';

/** A comparator that is missing, answers true or false, or orders the wrong way. */
export const sortComparator: Template = {
  name: 'sort-comparator',
  answers: LOGIC,
  *propose({ source, clues }) {
    const fit = clues.differences.has('other_order') ? 1.2 : 1;
    for (const { node } of source.of('CallExpression')) {
      const name = memberName(node.callee);
      if (name !== 'sort' && name !== 'toSorted') continue;
      const [comparator] = node.arguments;
      if (!comparator) {
        const at = { start: node.end - 1, end: node.end - 1 };
        for (const [index, text] of [
          '(a, b) => a - b',
          '(a, b) => b - a',
          '(a, b) => a.localeCompare(b)',
        ].entries()) {
          yield {
            edits: [{ ...at, text }],
            rationale: 'Without a comparator, sort() orders values as text.',
            prior: (index === 0 ? 0.75 : 0.3) * Math.min(fit, 1.1),
            at: node,
          };
        }
        continue;
      }
      if (!isFunction(comparator)) continue;
      const [a, b] = comparator.params.map((parameter) => source.slice(parameter));
      const returned =
        comparator.body?.type === 'BlockStatement'
          ? returnedBy(comparator.body.body as Node[])
          : comparator.body;
      const value = returned ? bare(returned) : null;
      if (!returned || !value || !a || !b) continue;
      if (value.type === 'BinaryExpression' && /^[<>]=?$/.test(value.operator)) {
        const [left, right] = [source.slice(value.left), source.slice(value.right)];
        const ascending = value.operator.startsWith('>');
        const difference = ascending ? `${left} - ${right}` : `${right} - ${left}`;
        const compared = ascending ? `${left}.localeCompare(${right})` : `${right}.localeCompare(${left})`;
        yield {
          edits: [replaceNode(returned, difference)],
          rationale: 'A comparator must return a number, not a boolean.',
          prior: 0.75,
          at: node,
        };
        yield {
          edits: [replaceNode(returned, compared)],
          rationale: 'A comparator must return a number, not a boolean.',
          prior: 0.4,
          at: node,
        };
      } else if (value.type === 'BinaryExpression' && value.operator === '-') {
        const text = `${source.slice(value.left)}.localeCompare(${source.slice(value.right)})`;
        yield {
          edits: [replaceNode(returned, text)],
          rationale: 'Strings cannot be subtracted; compare them.',
          prior: 0.22 * fit,
          at: node,
        };
      }
    }
  },
};

function returnedBy(statements: readonly Node[]): Node | null {
  const last = statements.at(-1);
  return last?.type === 'ReturnStatement' ? last.argument : null;
}
