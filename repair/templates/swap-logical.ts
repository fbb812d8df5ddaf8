import { LOGIC, type Template } from '../template.ts';
import { operatorRange, replaceNode, shouldBe } from './helpers/text.ts';

/** `&&` for `||`, and `??` where a zero or an empty text must count as a value. */
export const swapLogical: Template = {
  name: 'swap-logical',
  answers: LOGIC,
  *propose({ source }) {
    for (const { node, parent } of source.of('LogicalExpression')) {
      const range = operatorRange(source, node.left, node.right, node.operator);
      const condition = ['IfStatement', 'WhileStatement', 'LogicalExpression'].includes(
        parent?.node.type ?? '',
      );
      const meant: [string, number][] =
        node.operator === '&&'
          ? [['||', 0.42]]
          : node.operator === '||'
            ? [
                ['&&', condition ? 0.42 : 0.2],
                ['??', condition ? 0.05 : 0.5],
              ]
            : [['||', 0.35]];
      for (const [operator, prior] of meant) {
        const mixed =
          node.operator !== operator &&
          [node.left, node.right, parent?.node].some((other) => other?.type === 'LogicalExpression');
        if (operator === '??' && mixed) continue;
        const text = `${source.slice(node.left)} ${operator} ${source.slice(node.right)}`;
        yield {
          edits: [replaceNode(range, operator)],
          rationale: shouldBe(source.slice(node), text),
          prior,
          at: node,
        };
      }
    }
  },
};
