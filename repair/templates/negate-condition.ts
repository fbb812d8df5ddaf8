import type { Node } from 'oxc-parser';
import { bare } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { operand, replaceNode, shouldBe } from './helpers/text.ts';

/** A condition that is the wrong way round: a `!` too many or too few. */
export const negateCondition: Template = {
  name: 'negate-condition',
  answers: LOGIC,
  *propose({ source, clues, scopes }) {
    const fit = clues.differences.has('negated') ? 1.2 : 1;
    for (const { node } of source.of('UnaryExpression')) {
      if (node.operator !== '!') continue;
      const text = source.slice(node.argument);
      yield {
        edits: [replaceNode(node, text)],
        rationale: shouldBe(source.slice(node), text),
        prior: 0.34 * fit,
        at: node,
      };
    }
    for (const { node } of source.of(
      'IfStatement',
      'WhileStatement',
      'ConditionalExpression',
      'DoWhileStatement',
    )) {
      yield* negated(node.test);
    }
    for (const { node } of source.of('LogicalExpression')) {
      if (node.operator === '??') continue;
      for (const side of [node.left, node.right]) if (scopes.kind(side) === 'boolean') yield* negated(side);
    }
    for (const { node } of source.of('ReturnStatement', 'ArrowFunctionExpression')) {
      const result = node.type === 'ReturnStatement' ? node.argument : node.body;
      if (result && scopes.kind(result as Node) === 'boolean') yield* negated(result as Node);
    }

    function* negated(test: Node) {
      const inner = bare(test);
      // A comparison is turned round by its own template, a negation above.
      if (inner.type === 'UnaryExpression' || inner.type === 'Literal') return;
      if (inner.type === 'BinaryExpression' && inner.operator !== 'in' && inner.operator !== 'instanceof')
        return;
      const text = `!${operand(source, test)}`;
      yield {
        edits: [replaceNode(test, text)],
        rationale: shouldBe(source.slice(test), text),
        prior: 0.3 * fit,
        at: test,
      };
    }
  },
};
