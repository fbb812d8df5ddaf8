import type { Node } from 'oxc-parser';
import { identifierName } from '../syntax/nodes.ts';
import type { Template } from '../template.ts';
import { isStoredText } from './helpers/stored.ts';
import { brief, replaceNode } from './helpers/text.ts';

/** A text that a service has stored may be empty where it holds JSON later: it is read as an object without values. */
export const storedText: Template = {
  name: 'stored-text',
  answers: ['exception', 'bad_payload', 'uncaught'],
  *propose({ source, evidence }) {
    const isEmpty = evidence.failures.some(({ message, output }) =>
      /Unexpected end of JSON input/.test(`${message}\n${output}`),
    );
    if (!isEmpty) return;
    for (const { node } of source.of('CallExpression')) {
      const [text] = node.arguments as Node[];
      if (source.slice(node.callee) !== 'JSON.parse' || !text || !isStoredText(source, text)) continue;
      const value = source.slice(text);
      const named = identifierName(text) !== null || text.type === 'MemberExpression';
      // A stored NULL is read as null, of which nothing can be asked either.
      const edits = [replaceNode(text, named ? `${value} || '{}'` : `(${value}) || '{}'`)];
      yield {
        edits,
        rationale: `"${brief(value)}" comes from the service's own store and may be empty; read it as an object without values.`,
        prior: 0.97,
        at: node,
      };
    }
  },
};
