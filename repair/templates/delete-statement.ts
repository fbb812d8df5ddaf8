import { bare, calleeName, functionAround } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { removeStatement } from './helpers/lists.ts';
import { isHttpCall, isQueryCall } from './helpers/outbound.ts';
import { brief, replaceNode } from './helpers/text.ts';

/** Something done that should not be, or done only sometimes that always should. Nothing that reaches outside is taken out. */
export const deleteStatement: Template = {
  name: 'delete-statement',
  answers: LOGIC,
  *propose({ source }) {
    for (const place of source.of('ExpressionStatement')) {
      const { node } = place;
      const inner = bare(node.expression);
      const call = inner.type === 'AwaitExpression' ? bare(inner.argument) : inner;
      if (!functionAround(place) || isHttpCall(call) || isQueryCall(call) || inner.type === 'AwaitExpression')
        continue;
      if (['release', 'close', 'end', 'log', 'error', 'super'].includes(calleeName(call) ?? '')) continue;
      yield {
        edits: [removeStatement(source, node)],
        rationale: `Remove "${brief(source.slice(node))}".`,
        prior: 0.18,
        at: node,
      };
    }
    for (const place of source.of('IfStatement')) {
      const { node } = place;
      const thrown = source
        .of('ThrowStatement')
        .some(({ node: inner }) => inner.start > node.start && inner.end < node.end);
      if (thrown || !functionAround(place)) continue;
      const why = `The condition "${brief(source.slice(node.test))}"`;
      if (!node.alternate) {
        yield {
          edits: [removeStatement(source, node)],
          rationale: `${why} must have no effect; remove it.`,
          prior: 0.14,
          at: node,
        };
      }
      const body = node.consequent;
      const inside = body.type === 'BlockStatement' ? body.body : [body];
      const [first, last] = [inside[0], inside.at(-1)];
      if (first && last && !node.alternate) {
        yield {
          edits: [replaceNode(node, source.slice({ start: first.start, end: last.end }))],
          rationale: `Remove the condition: ${why} must always run.`,
          prior: 0.12,
          at: node,
        };
      }
      if (node.alternate) {
        const start = source.text.lastIndexOf('else', node.alternate.start);
        yield {
          edits: [{ start, end: start + 4, text: '' }],
          rationale: 'Both branches must run.',
          prior: 0.12,
          at: node,
        };
      }
    }
  },
};
