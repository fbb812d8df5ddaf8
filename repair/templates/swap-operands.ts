import { calleeName, functionAround } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { LOGIC, type Template } from '../template.ts';
import { replaceNode, shouldBe } from './helpers/text.ts';

/** Operands the wrong way round, where it matters: differences, quotients, texts put together, comparators. */
export const swapOperands: Template = {
  name: 'swap-operands',
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    for (const place of source.of('BinaryExpression')) {
      const { node } = place;
      const text =
        scopes.kind(node) === 'string' || (node.operator === '+' && scopes.kind(node) === 'unknown');
      const matters =
        ['-', '/', '%', '**', '<<', '>>'].includes(node.operator) || (node.operator === '+' && text);
      if (!matters) continue;
      const [left, right] = [source.slice(node.left), source.slice(node.right)];
      if (left === right) continue;
      const comparator = inComparator(place) ? 1.8 : 1;
      const sign = clues.differences.has('opposite_sign') || clues.differences.has('other_order') ? 1.3 : 1;
      yield {
        edits: [replaceNode(node.left, right), replaceNode(node.right, left)],
        rationale: shouldBe(source.slice(node), `${right} ${node.operator} ${left}`),
        // Nobody takes a base for an exponent as easily as one side of a difference for the other.
        prior: (node.operator === '**' ? 0.12 : node.operator === '+' ? 0.28 : 0.3) * comparator * sign,
        at: node,
      };
    }
    for (const { node } of source.of('CallExpression')) {
      const callee = node.callee;
      const [argument] = node.arguments;
      if (callee.type !== 'MemberExpression' || callee.computed || node.arguments.length !== 1 || !argument)
        continue;
      if (!['concat', 'localeCompare', 'includes', 'startsWith', 'endsWith'].includes(calleeName(node) ?? ''))
        continue;
      if (argument.type === 'SpreadElement') continue;
      const [object, text] = [source.slice(callee.object), source.slice(argument)];
      yield {
        edits: [replaceNode(callee.object, text), replaceNode(argument, object)],
        rationale: shouldBe(source.slice(node), `${text}.${calleeName(node)}(${object})`),
        prior: inComparator(source.placeOf(node)) ? 0.5 : 0.26,
        at: node,
      };
    }
  },
};

/** Whether a place lies in a function that orders two things. */
function inComparator(place: Place): boolean {
  const owner = functionAround(place);
  const call = owner?.parent?.node;
  return (
    owner?.node.params.length === 2 &&
    call?.type === 'CallExpression' &&
    ['sort', 'toSorted'].includes(calleeName(call) ?? '')
  );
}
