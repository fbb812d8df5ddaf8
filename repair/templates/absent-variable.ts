import type { Node } from 'oxc-parser';
import { bare, is, memberName } from '../syntax/nodes.ts';
import type { Template } from '../template.ts';
import { replaceNode } from './helpers/text.ts';

/** A variable of the environment that is not set is undefined: what is called on it is called on an empty text. */
export const absentVariable: Template = {
  name: 'absent-variable',
  answers: ['absent_value', 'exception', 'uncaught'],
  *propose({ source, clues }) {
    for (const { node, parent, key } of source.of('MemberExpression')) {
      const variable = bare(node.object);
      const isRead = source.slice(variable).startsWith('process.env');
      const name = memberName(node);
      if (!isRead || variable.type !== 'MemberExpression' || source.slice(variable) === 'process.env')
        continue;
      if (node.optional || key !== 'callee' || !is(parent, 'CallExpression')) continue;
      if (!name || !clues.absentProperties.has(name)) continue;
      const text = source.slice(variable);
      yield {
        edits: [replaceNode(node.object as Node, `(${text} ?? '')`)],
        rationale: `"${text}" is undefined where it is not set; read it as an empty text.`,
        prior: 0.97,
        at: node,
      };
    }
  },
};
