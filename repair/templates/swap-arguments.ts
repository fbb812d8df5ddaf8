import { compatible } from '../syntax/kinds.ts';
import { LOGIC, type Template } from '../template.ts';
import { replaceNode, shouldBe } from './helpers/text.ts';
import { isRecursive } from './shift-expression.ts';

/** Two arguments the wrong way round. */
export const swapArguments: Template = {
  name: 'swap-arguments',
  answers: LOGIC,
  *propose({ source, scopes }) {
    for (const place of source.of('CallExpression', 'NewExpression')) {
      const list = place.node.arguments;
      for (const [index, first] of list.entries()) {
        for (const second of list.slice(index + 1)) {
          const [left, right] = [source.slice(first), source.slice(second)];
          if (left === right || first.type === 'SpreadElement' || second.type === 'SpreadElement') continue;
          const [a, b] = [scopes.kind(first), scopes.kind(second)];
          if (!compatible(a, b)) continue;
          const like = a === b && a !== 'unknown' ? 1.1 : 0.9;
          const near = list[index + 1] === second ? 1 : 0.7;
          yield {
            edits: [replaceNode(first, right), replaceNode(second, left)],
            rationale: `The arguments "${left}" and "${right}" of "${source.slice(place.node.callee)}" are swapped.`,
            prior: 0.4 * like * near * (isRecursive(place) ? 1.15 : 1),
            at: place.node,
          };
        }
      }
    }
    for (const { node } of source.of('AssignmentExpression')) {
      const [left, right] = [source.slice(node.left), source.slice(node.right)];
      const assignable = node.right.type === 'Identifier' || node.right.type === 'MemberExpression';
      if (node.operator !== '=' || !assignable || left === right) continue;
      yield {
        edits: [replaceNode(node.left, right), replaceNode(node.right, left)],
        rationale: shouldBe(source.slice(node), `${right} = ${left}`),
        prior: 0.18,
        at: node,
      };
    }
  },
};
