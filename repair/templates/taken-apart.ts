import type { Node } from 'oxc-parser';
import { bare } from '../syntax/nodes.ts';
import type { Template } from '../template.ts';
import { brief, operand, replaceNode } from './helpers/text.ts';

/** What is taken apart may be nothing: it then counts as empty. */
export const takenApart: Template = {
  name: 'taken-apart',
  answers: ['absent_value', 'unknown_name'],
  *propose({ source, clues }) {
    for (const { node } of source.of('VariableDeclarator')) {
      const pattern = node.id.type;
      if (!node.init || (pattern !== 'ObjectPattern' && pattern !== 'ArrayPattern')) continue;
      const empty = pattern === 'ObjectPattern' ? '{}' : '[]';
      const init = bare(node.init);
      if (/^(Object|Array)Expression$/.test(init.type)) continue;
      const named = [...clues.absentProperties].some((name) => source.slice(node.id).includes(name));
      yield {
        edits: [replaceNode(node.init, `${operandOf(source, node.init)} ?? ${empty}`)],
        rationale: `"${brief(source.slice(node.init))}" may be missing and is taken apart; it then counts as empty.`,
        // A name that was looked up is more often missing on purpose than a body is.
        prior: named ? (init.type === 'Identifier' ? 0.8 : 0.9) : 0.6,
        at: node.init,
      };
    }
    for (const place of source.places) {
      const { node } = place;
      const parameters = 'params' in node && Array.isArray(node.params) ? (node.params as Node[]) : [];
      for (const parameter of parameters) {
        if (parameter.type !== 'ObjectPattern' && parameter.type !== 'ArrayPattern') continue;
        const empty = parameter.type === 'ObjectPattern' ? '{}' : '[]';
        const named = [...clues.absentProperties].some((name) => source.slice(parameter).includes(name));
        yield {
          edits: [{ start: parameter.end, end: parameter.end, text: ` = ${empty}` }],
          rationale: `What "${brief(source.slice(parameter))}" takes apart may be left out; it then counts as empty.`,
          prior: named ? 0.75 : 0.35,
          at: parameter,
        };
      }
    }
    for (const { node } of source.of('ForOfStatement', 'SpreadElement')) {
      const list = node.type === 'ForOfStatement' ? node.right : node.argument;
      if (bare(list).type === 'ArrayExpression' || source.slice(list).includes('??')) continue;
      yield {
        edits: [replaceNode(list, wrapped(node.type, `${operandOf(source, list)} ?? []`))],
        rationale: `"${brief(source.slice(list))}" may be missing; it then counts as an empty list.`,
        prior: 0.4,
        at: list,
      };
    }
  },
};

function wrapped(type: string, text: string): string {
  return type === 'SpreadElement' ? `(${text})` : text;
}

/** An `await` needs parentheses only where something binds closer than `??`. */
function operandOf(source: Parameters<typeof operand>[0], node: Node): string {
  return node.type === 'AwaitExpression' ? `(${source.slice(node)})` : operand(source, node);
}
