import { LOGIC, type Template } from '../template.ts';
import { replaceNode, shouldBe } from './helpers/text.ts';

/** One side of an operator that should not be there. */
export const dropOperand: Template = {
  name: 'drop-operand',
  answers: LOGIC,
  *propose({ source, scopes }) {
    for (const { node } of source.of('BinaryExpression', 'LogicalExpression')) {
      if (/[<>=]=?|in/.test(node.operator)) continue;
      const logical = node.type === 'LogicalExpression';
      for (const side of [node.left, node.right]) {
        if (side.type === 'PrivateIdentifier') continue;
        const other = side === node.left ? node.right : node.left;
        // A condition loses no part that is not one itself, nor a number its only variable.
        if (side.type === 'Literal' || (logical && scopes.kind(side) === 'unknown' && node.operator === '??'))
          continue;
        const text = source.slice(side);
        const constant = other.type === 'Literal' ? 1.2 : 1;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: (logical ? 0.26 : 0.24) * constant,
          at: node,
        };
      }
    }
  },
};
