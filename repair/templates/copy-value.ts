import type { Node } from 'oxc-parser';
import { bare, calleeName, identifierName, memberName } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { operand, replaceNode, shouldBe } from './helpers/text.ts';

const CHANGES_ITS_OBJECT = new Set(['sort', 'reverse', 'splice']);

/** A list or an object that is changed, or kept, while other code still holds it: a copy is meant. */
export const copyValue: Template = {
  name: 'copy-value',
  answers: LOGIC,
  *propose({ source, scopes }) {
    const copied = (node: Node, text: string, prior: number) => ({
      edits: [replaceNode(node, text)],
      rationale: `Copy "${source.slice(node)}", so that changing one does not change the other.`,
      prior,
      at: node,
    });
    for (const place of source.of('CallExpression')) {
      const { node } = place;
      const callee = node.callee;
      const name = memberName(callee);
      if (
        name &&
        CHANGES_ITS_OBJECT.has(name) &&
        callee.type === 'MemberExpression' &&
        bare(callee.object).type !== 'ArrayExpression'
      ) {
        const used = place.parent?.node.type !== 'ExpressionStatement';
        if (used) yield copied(callee.object, `[...${operand(source, callee.object)}]`, 0.4);
      }
      for (const argument of node.arguments) {
        const kind = scopes.kind(argument);
        if (argument.type !== 'Identifier') continue;
        const kept = ['push', 'unshift', 'set', 'add'].includes(name ?? '') ? 0.46 : 0.14;
        if (kind === 'array') yield copied(argument, `[...${argument.name}]`, kept);
        if (kind === 'object' || kind === 'unknown')
          yield copied(argument, `{ ...${argument.name} }`, kind === 'object' ? kept * 0.6 : kept * 0.2);
        if (kind === 'set' || kind === 'map')
          yield copied(argument, `new ${kind === 'set' ? 'Set' : 'Map'}(${argument.name})`, kept);
      }
      const [target] = node.arguments;
      if (
        name === 'assign' &&
        target &&
        target.type !== 'SpreadElement' &&
        bare(target).type !== 'ObjectExpression'
      ) {
        const used = place.parent?.node.type !== 'ExpressionStatement';
        yield {
          edits: [{ start: target.start, end: target.start, text: '{}, ' }],
          rationale: `Do not modify "${source.slice(target)}"; assign to a new object.`,
          prior: used ? 0.7 : 0.1,
          at: node,
        };
      }
      if (
        name === 'fill' &&
        node.arguments.length === 1 &&
        node.arguments[0] &&
        callee.type === 'MemberExpression'
      ) {
        const [value] = node.arguments;
        const built = bare(callee.object);
        const size =
          (built.type === 'NewExpression' || built.type === 'CallExpression') && calleeName(built) === 'Array'
            ? built.arguments[0]
            : undefined;
        if (!size || !['array', 'object', 'map', 'set'].includes(scopes.kind(value))) continue;
        const text = `Array.from({ length: ${source.slice(size)} }, () => ${scopes.kind(value) === 'object' ? `(${source.slice(value)})` : source.slice(value)})`;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: 0.75,
          at: node,
        };
      }
    }
    for (const { node } of source.of('VariableDeclarator', 'AssignmentExpression', 'ReturnStatement')) {
      const value =
        node.type === 'VariableDeclarator'
          ? node.init
          : node.type === 'ReturnStatement'
            ? node.argument
            : node.right;
      if (!value || (value.type !== 'Identifier' && value.type !== 'MemberExpression')) continue;
      const kind = scopes.kind(value);
      const text = source.slice(value);
      const alias = node.type === 'VariableDeclarator' ? identifierName(node.id as Node) : null;
      const weight = node.type === 'ReturnStatement' ? 0.5 : alias && isChanged(alias, source.text) ? 4 : 1;
      if (kind === 'array') yield copied(value, `[...${text}]`, Math.min(0.8, 0.42 * weight));
      else if (kind === 'set' || kind === 'map')
        yield copied(value, `new ${kind === 'set' ? 'Set' : 'Map'}(${text})`, Math.min(0.8, 0.42 * weight));
      else if (kind === 'object') yield copied(value, `{ ...${text} }`, Math.min(0.8, 0.3 * weight));
      else if (kind === 'unknown' && value.type === 'Identifier') {
        yield copied(value, `[...${text}]`, 0.08 * weight);
        yield copied(value, `{ ...${text} }`, 0.08 * weight);
        yield copied(value, `structuredClone(${text})`, 0.06 * weight);
      }
    }
    for (const { node } of source.of('ObjectExpression')) {
      for (const property of node.properties) {
        if (property.type !== 'SpreadElement') continue;
        const text = `...structuredClone(${source.slice(property.argument)})`;
        yield copied(property, text, 0.1);
      }
      for (const [index, first] of node.properties.entries()) {
        const second = node.properties[index + 1];
        if (!second || (first.type !== 'SpreadElement' && second.type !== 'SpreadElement')) continue;
        const [one, other] = [source.slice(first), source.slice(second)];
        yield {
          edits: [replaceNode(first, other), replaceNode(second, one)],
          rationale: `The later source must win: ${shouldBe(`${one}, ${other}`, `${other}, ${one}`)}`,
          prior: 0.34,
          at: node,
        };
      }
    }
  },
};

/** Whether what a name holds is changed by that name: an element or a property is set, or a method does it. */
function isChanged(name: string, text: string): boolean {
  const own = `(?<![\\w$.])${name.replace(/\$/g, '\\$&')}`;
  return new RegExp(
    `${own}(\\[[^\\]]*\\]|\\.[\\w$]+)\\s*([-+*/|&?]{0,2}=(?!=)|\\+\\+|--)|delete ${own}|${own}\\.(push|unshift|pop|shift|splice|sort|reverse|set|add|delete|clear)\\(`,
  ).test(text);
}
