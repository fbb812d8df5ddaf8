import { isFunction, memberName, stringValue } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { replaceNode, shouldBe } from './helpers/text.ts';

/** A text that is taken apart: only at the first separator, since more may follow; and without the parts that are empty. */
export const splitOnce: Template = {
  name: 'split-once',
  answers: [...LOGIC, 'bad_payload'],
  *propose({ source, clues }) {
    for (const { node, parent, key } of source.of('CallExpression')) {
      if (memberName(node.callee) !== 'split' || node.arguments.length !== 1) continue;
      const separator = node.arguments[0] as { start: number; end: number };
      const mark = stringValue(node.arguments[0] as never);
      const pattern = parent?.node.type === 'VariableDeclarator' && key === 'init' ? parent.node.id : null;
      const pair = pattern?.type === 'ArrayPattern' && pattern.elements.length === 2;
      if (pair && mark && !mark.includes('\n')) {
        const escaped = mark.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
        const text = `/${escaped}(.*)/s`;
        yield {
          edits: [replaceNode(separator, text)],
          rationale: `Split only at the first ${JSON.stringify(mark)}.`,
          prior: 0.45,
          at: node,
        };
      }
      if (pattern?.type === 'ArrayPattern') continue;
      const text = `${source.slice(node)}.filter((part) => part.trim() !== '')`;
      yield {
        edits: [replaceNode(node, text)],
        rationale: `Drop empty parts: ${shouldBe(source.slice(node), text)}`,
        prior: clues.has('exception', 'absent_value') || clues.differences.has('too_long') ? 0.55 : 0.2,
        at: node,
      };
    }
    // What a callback finds nothing for is passed over by the list.
    for (const { node } of source.of('CallExpression')) {
      const [callback] = node.arguments;
      if (memberName(node.callee) !== 'map' || !callback || !isFunction(callback)) continue;
      const text = `${source.slice(node)}.filter((item) => item != null)`;
      yield {
        edits: [replaceNode(node, text)],
        rationale: 'Drop empty items.',
        prior: 0.1,
        at: node,
      };
    }
  },
};
