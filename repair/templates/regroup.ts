import { bare } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { operatorRange, replaceNode, shouldBe } from './helpers/text.ts';

/** Parentheses that are missing, or that group what does not belong together. */
export const regroup: Template = {
  name: 'regroup',
  answers: LOGIC,
  *propose({ source }) {
    for (const { node } of source.of('BinaryExpression', 'LogicalExpression')) {
      const { left, right } = node;
      if (left.type === 'BinaryExpression' || left.type === 'LogicalExpression') {
        if (left.operator === node.operator && ['+', '*', '&&', '||'].includes(node.operator)) continue;
        const range = operatorRange(source, left, right, node.operator);
        const text = `${source.slice(left.left)} ${left.operator} (${source.slice(left.right)} ${source.text.slice(range.start, range.end)} ${source.slice(right)})`;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: /[<>=]/.test(left.operator + node.operator) ? 0.08 : 0.28,
          at: node,
        };
      }
      if (right.type === 'BinaryExpression' || right.type === 'LogicalExpression') {
        const text = `(${source.slice(left)} ${node.operator} ${source.slice(right.left)}) ${right.operator} ${source.slice(right.right)}`;
        const mixed = /[<>=]/.test(right.operator) ? 0.2 : 0.34;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: mixed,
          at: node,
        };
      }
      for (const side of [left, right]) {
        if (side.type !== 'ParenthesizedExpression') continue;
        const inner = bare(side);
        if (inner.type !== 'BinaryExpression' && inner.type !== 'LogicalExpression') continue;
        if (node.operator === '??' || inner.operator === '??') continue;
        yield {
          edits: [replaceNode(side, source.slice(inner))],
          rationale: shouldBe(
            source.slice(node),
            source.slice(node).replace(source.slice(side), source.slice(inner)),
          ),
          prior: 0.2,
          at: node,
        };
      }
      // `!a === b` compares a negation, `!(a in b)` is meant by `!a in b`.
      if (
        left.type === 'UnaryExpression' &&
        left.operator === '!' &&
        /^([!=]==?|in|instanceof)$/.test(node.operator)
      ) {
        const text = `!(${source.slice(left.argument)} ${node.operator} ${source.slice(right)})`;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: 0.7,
          at: node,
        };
      }
    }
    // The same, across a call: `Math.floor(a) / b` for `Math.floor(a / b)`.
    for (const { node } of source.of('BinaryExpression')) {
      const call = node.left;
      if (call.type !== 'CallExpression' || call.arguments.length !== 1 || !call.arguments[0]) continue;
      if (!/^Math\.(floor|ceil|round|trunc|abs|sqrt)$/.test(source.slice(call.callee))) continue;
      const text = `${source.slice(call.callee)}(${source.slice(call.arguments[0])} ${node.operator} ${source.slice(node.right)})`;
      yield {
        edits: [replaceNode(node, text)],
        rationale: shouldBe(source.slice(node), text),
        prior: 0.36,
        at: node,
      };
    }
  },
};
