import { bare, type FunctionNode, isFunction } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { LOGIC, type Template } from '../template.ts';
import { brief } from './helpers/text.ts';
import { isRecursive } from './shift-expression.ts';

/** A value that is computed and dropped is returned; a result that is never returned is. */
export const missingReturn: Template = {
  name: 'missing-return',
  answers: LOGIC,
  *propose({ source, clues, scopes }) {
    const fit = clues.differences.has('undefined') || clues.has('absent_value') ? 1.3 : 1;
    for (const place of source.of('ExpressionStatement')) {
      const { node } = place;
      const value = bare(node.expression);
      if (
        ['AssignmentExpression', 'UpdateExpression', 'AwaitExpression', 'YieldExpression'].includes(
          value.type,
        )
      )
        continue;
      if (value.type === 'Literal' || node.directive) continue;
      const call = value.type === 'CallExpression';
      const prior = call ? (isRecursive(source.placeOf(value)) ? 0.5 : isLast(place) ? 0.3 : 0.08) : 0.8;
      yield {
        edits: [{ start: node.start, end: node.start, text: 'return ' }],
        rationale: `The value of "${brief(source.slice(node))}" is discarded; return it.`,
        prior: Math.min(0.9, prior * fit),
        at: node,
      };
    }
    for (const place of source.places) {
      if (!isFunction(place.node) || place.node.body?.type !== 'BlockStatement') continue;
      const { body } = place.node.body;
      const last = body.at(-1);
      if (!last || last.type === 'ReturnStatement' || last.type === 'ThrowStatement') continue;
      const returns = source
        .of('ReturnStatement')
        .filter(({ node }) => node.argument && node.start > place.node.start && node.end < place.node.end);
      const variables = scopes
        .visible(source.placeOf(last))
        .filter(({ scope, how }) => scope === (place as Place<FunctionNode>).node.body && how !== 'function');
      for (const variable of variables) {
        yield {
          edits: [
            {
              start: last.end,
              end: last.end,
              text: `\n${' '.repeat(column(source.text, last.start))}return ${variable.name};`,
            },
          ],
          rationale: `The function returns nothing; return "${variable.name}".`,
          prior: (returns.length === 0 ? 0.5 : 0.3) * (scopes.reads(variable) === 0 ? 1.3 : 1) * fit,
          at: last,
        };
      }
    }
  },
};

function isLast({ node, parent }: Place): boolean {
  const list = parent?.node;
  return (
    list?.type === 'BlockStatement' &&
    list.body.at(-1) === node &&
    parent?.parent !== null &&
    isFunction((parent as Place).parent?.node ?? node)
  );
}

function column(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}
