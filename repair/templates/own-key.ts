import type { Node } from 'oxc-parser';
import { identifierName } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import type { Template } from '../template.ts';
import { namesInherited } from './helpers/inherited.ts';
import { brief, replaceNode } from './helpers/text.ts';

/** A request names what every object inherits, such as `constructor`: a table is asked for keys of its own alone. */
export const ownKey: Template = {
  name: 'own-key',
  answers: ['unknown_name', 'absent_value', 'exception', 'wrong_result', 'uncaught'],
  *propose({ source, evidence }) {
    if (!namesInherited(evidence)) return;
    for (const place of source.of('MemberExpression', 'BinaryExpression')) {
      const { node } = place;
      if (node.type === 'BinaryExpression') {
        if (node.operator !== 'in' || identifierName(node.right) === null) continue;
        const [table, key] = [source.slice(node.right), source.slice(node.left as Node)];
        yield { ...suggestion(table, node, `Object.hasOwn(${table}, ${key})`), prior: 0.9 };
        continue;
      }
      const name = identifierName(node.object);
      const isKey = node.computed && !/^(Literal|TemplateLiteral|UnaryExpression)$/.test(node.property.type);
      if (!isKey || name === null || isWritten(place)) continue;
      const [read, key] = [source.slice(node), source.slice(node.property)];
      yield {
        ...suggestion(name, node, `(Object.hasOwn(${name}, ${key}) ? ${read} : undefined)`),
        prior: 0.98,
      };
    }
  },
};

function suggestion(table: string, at: Node, text: string) {
  return {
    edits: [replaceNode(at, text)],
    rationale: `The request names a key that every object inherits; ask "${brief(table)}" for keys of its own.`,
    at,
  };
}

function isWritten({ parent, key }: Place): boolean {
  const type = parent?.node.type;
  return (type === 'AssignmentExpression' && key === 'left') || type === 'UpdateExpression';
}
