import type { Node } from 'oxc-parser';
import { calleeName, stringValue } from '../syntax/nodes.ts';
import type { Template } from '../template.ts';
import { brief, replaceNode } from './helpers/text.ts';

const SETTERS = /^(setHeader|header|set|append|appendHeader|writeHead|redirect)$/;

/** A header holds Latin characters only: other text is encoded before it is put in. */
export const encodeHeader: Template = {
  name: 'encode-header',
  answers: ['exception', 'uncaught', 'wrong_result'],
  *propose({ source, evidence }) {
    const text = evidence.failures.map(({ message, output }) => `${message}\n${output}`).join('\n');
    if (
      !/ERR_INVALID_CHAR|Invalid character in header content|Cannot convert argument to a ByteString/.test(
        text,
      )
    )
      return;
    for (const { node } of source.of('CallExpression')) {
      if (!SETTERS.test(calleeName(node) ?? '')) continue;
      for (const value of node.arguments as Node[]) {
        for (const part of partsOf(value)) {
          const said = source.slice(part);
          if (/encodeURI/.test(said)) continue;
          yield {
            edits: [replaceNode(part, `encodeURIComponent(${said})`)],
            rationale: `"${brief(said)}" may hold characters that no header can; encode it.`,
            prior: 0.9,
            at: node,
          };
        }
      }
    }
  },
};

/** What is put into the text of a header. */
function partsOf(value: Node): Node[] {
  if (value.type === 'TemplateLiteral') return value.expressions as Node[];
  if (value.type === 'BinaryExpression' && value.operator === '+') {
    return [value.left as Node, value.right].flatMap(partsOf);
  }
  return stringValue(value) === null && /^(Identifier|MemberExpression)$/.test(value.type) ? [value] : [];
}
