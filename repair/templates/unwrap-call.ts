import { calleeName, memberName } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { isHttpCall, isQueryCall } from './helpers/outbound.ts';
import { replaceNode, shouldBe } from './helpers/text.ts';

/** A call whose argument, or whose object, is already what is meant. */
export const unwrapCall: Template = {
  name: 'unwrap-call',
  answers: LOGIC,
  *propose({ source }) {
    for (const { node, parent } of source.of('CallExpression')) {
      if (isHttpCall(node) || isQueryCall(node) || parent?.node.type === 'ExpressionStatement') continue;
      const [argument] = node.arguments;
      if (argument && argument.type !== 'SpreadElement' && node.arguments.length <= 2) {
        const text = source.slice(argument);
        if (argument.type !== 'ArrowFunctionExpression' && argument.type !== 'FunctionExpression') {
          yield {
            edits: [replaceNode(node, text)],
            rationale: shouldBe(source.slice(node), text),
            prior: 0.13,
            at: node,
          };
        }
      }
      if (node.callee.type !== 'MemberExpression' || !memberName(node.callee)) continue;
      if (/^[A-Z]/.test(source.slice(node.callee.object)) || calleeName(node) === 'then') continue;
      const text = source.slice(node.callee.object);
      yield {
        edits: [replaceNode(node, text)],
        rationale: shouldBe(source.slice(node), text),
        prior: 0.12,
        at: node,
      };
    }
  },
};
