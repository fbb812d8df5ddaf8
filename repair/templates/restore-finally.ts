import type { Node } from 'oxc-parser';
import { bare } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import { LOGIC, type Template } from '../template.ts';
import { statementLists } from './helpers/lists.ts';
import { wrapStatements } from './helpers/statements.ts';
import { brief } from './helpers/text.ts';

/** What is set for a while, or counted up, and set back only when all goes well: it is set back on every way out. */
export const restoreFinally: Template = {
  name: 'restore-finally',
  answers: [...LOGIC, 'pool_exhausted'],
  *propose({ source }) {
    for (const { statements } of statementLists(source)) {
      for (const [index, taken] of statements.entries()) {
        const set = settingOf(source, taken);
        if (!set) continue;
        const back = statements.findIndex((other, at) => at > index + 1 && settingOf(source, other) === set);
        const [first, given, last] = [statements[index + 1], statements[back], statements.at(-1)];
        if (!first || !given || !last) continue;
        const text = source.slice(given);
        if (text === source.slice(taken)) continue;
        const edits = wrapStatements(
          source,
          { start: first.start, end: last.end },
          ['try {'],
          ['} finally {', `  ${text}`, '}'],
        );
        yield {
          edits: [...edits, { start: given.start, end: given.end, text: '' }],
          rationale: `"${brief(text)}" is skipped when an error is thrown; move it to finally.`,
          prior: 0.5,
          at: given,
        };
      }
    }
  },
};

/** The target of a statement that sets a flag or counts: what `flag = true` and `this.open -= 1` are about. */
function settingOf(source: Source, statement: Node): string | null {
  if (statement.type !== 'ExpressionStatement') return null;
  const inner = bare(statement.expression);
  if (inner.type === 'UpdateExpression') return source.slice(inner.argument);
  if (inner.type === 'AssignmentExpression' && bare(inner.right).type === 'Literal')
    return source.slice(inner.left);
  if (inner.type !== 'CallExpression' || inner.callee.type !== 'MemberExpression') return null;
  const paired =
    /^(add|delete|acquire|release|lock|unlock|begin|end|start|stop|open|close|enter|leave|pause|resume)$/;
  return paired.test(source.slice(inner.callee.property))
    ? `${source.slice(inner.callee.object)}(${inner.arguments.map((argument) => source.slice(argument)).join()})`
    : null;
}
