import { LOGIC, type Template } from '../template.ts';
import { operatorRange, replaceNode, shouldBe } from './helpers/text.ts';

/** What an operator may have been meant to be, the likeliest first. */
const MEANT: Record<string, readonly string[]> = {
  '+': ['-', '*'],
  '-': ['+', '/'],
  '*': ['**', '/', '+'],
  '/': ['*', '%', '-'],
  '%': ['/', '*'],
  '**': ['*'],
  '&': ['|', '^', '&&'],
  '|': ['&', '^', '||'],
  '^': ['&', '|', '**'],
  '<<': ['>>', '>>>'],
  '>>': ['>>>', '<<'],
  '>>>': ['>>', '<<'],
};
const WEIGHT = [0.4, 0.26, 0.18];

/** Another arithmetic or bitwise operator, in an expression or an assignment; an assignment that should accumulate. */
export const swapArithmetic: Template = {
  name: 'swap-arithmetic',
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    const sign = clues.differences.has('opposite_sign') ? 1.3 : 1;
    for (const { node } of source.of('BinaryExpression')) {
      if (scopes.kind(node) === 'string' || scopes.kind(node.left) === 'string') continue;
      const range = operatorRange(source, node.left, node.right, node.operator);
      for (const [index, operator] of (MEANT[node.operator] ?? []).entries()) {
        const text = `${source.slice(node.left)} ${operator} ${source.slice(node.right)}`;
        const bitwise = /[&|^<>]/.test(node.operator) ? 1.1 : 1;
        yield {
          edits: [replaceNode(range, operator)],
          rationale: shouldBe(source.slice(node), text),
          prior: (WEIGHT[index] ?? 0.1) * sign * bitwise,
          at: node,
        };
      }
    }
    for (const { node, parent } of source.of('AssignmentExpression')) {
      const base = node.operator.slice(0, -1);
      const kind = scopes.kind(node.left);
      const range = operatorRange(source, node.left, node.right, node.operator);
      const countable =
        parent?.node.type === 'ExpressionStatement' && (kind === 'number' || kind === 'string');
      const meant =
        node.operator === '='
          ? countable && node.left.type === 'Identifier'
            ? ['+=']
            : []
          : [...(kind === 'string' ? [] : (MEANT[base] ?? [])).map((operator) => `${operator}=`), '='];
      for (const [index, operator] of meant.entries()) {
        const text = `${source.slice(node.left)} ${operator} ${source.slice(node.right)}`;
        yield {
          edits: [replaceNode(range, operator)],
          rationale: shouldBe(source.slice(node), text),
          prior: (WEIGHT[index] ?? 0.14) * (operator === '=' ? 0.6 : 1),
          at: node,
        };
      }
    }
  },
};
