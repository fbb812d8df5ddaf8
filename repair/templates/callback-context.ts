import { isFunction, memberName } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { replaceNode } from './helpers/text.ts';

/** A function that loses its object when it is handed on. */
export const callbackContext: Template = {
  name: 'callback-context',
  answers: LOGIC,
  *propose({ source, clues }) {
    const fit = clues.has('absent_value') ? 1.2 : 0.7;
    for (const place of source.of('FunctionExpression')) {
      const { node, parent, key } = place;
      if (
        key !== 'arguments' ||
        node.generator ||
        parent?.node.type !== 'CallExpression' ||
        !/\bthis\b/.test(source.slice(node))
      )
        continue;
      const [first, last] = [node.params[0], node.params.at(-1)];
      const parameters = first && last ? source.slice({ start: first.start, end: last.end }) : '';
      const arrow = `${node.async ? 'async ' : ''}(${parameters}) => ${node.body ? source.slice(node.body) : '{}'}`;
      yield {
        edits: [replaceNode(node, arrow)],
        rationale: '"this" must be that of the enclosing function; use an arrow function.',
        prior: 0.7 * fit,
        at: node,
      };
    }
    for (const { node, key } of source.of('MemberExpression')) {
      if (key !== 'arguments' || node.object.type !== 'ThisExpression' || !memberName(node)) continue;
      const declared = source
        .of('MethodDefinition')
        .some(
          ({ node: method }) =>
            isFunction(method.value) &&
            method.key.type === 'Identifier' &&
            method.key.name === memberName(node),
        );
      if (!declared) continue;
      yield {
        edits: [{ start: node.end, end: node.end, text: '.bind(this)' }],
        rationale: `"${memberName(node)}" loses its object when it is passed; bind it.`,
        prior: 0.7 * fit,
        at: node,
      };
    }
    for (const { node, parent, key } of source.of('Identifier')) {
      const method = source
        .of('MethodDefinition')
        .some(({ node: other }) => other.key.type === 'Identifier' && other.key.name === node.name);
      if (!method || parent?.node.type !== 'CallExpression' || key !== 'callee') continue;
      yield {
        edits: [{ start: node.start, end: node.start, text: 'this.' }],
        rationale: `"${node.name}" is a method of the object.`,
        prior: 0.8,
        at: node,
      };
    }
  },
};
