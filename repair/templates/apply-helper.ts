import type { FunctionNode } from '../syntax/nodes.ts';
import { calleeName, functionName, identifierName, isFunction, isPure } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { LOGIC, type Template } from '../template.ts';
import { replaceNode, shouldBe } from './helpers/text.ts';

/** Functions of the language that values are passed through on their way. */
const COMMON = /^(Number|String|encodeURIComponent|decodeURIComponent|parseInt|parseFloat|structuredClone)$/;

/** What other values are passed through, one was forgotten to be: escaped, normalised, rounded, parsed. */
export const applyHelper: Template = {
  name: 'apply-helper',
  answers: LOGIC,
  *propose({ source, scopes }) {
    const helpers = helpersOf(source);
    const methods = methodsOf(source);
    for (const place of source.of('Identifier', 'MemberExpression')) {
      const { node, parent, key } = place;
      const slot = slotWeight(place);
      if (slot === 0 || !isPure(node) || ['function', 'map', 'set'].includes(scopes.kind(node))) continue;
      if (parent?.node.type === 'CallExpression' && helpers.has(identifierName(parent.node.callee) ?? ''))
        continue;
      const text = source.slice(node);
      const suggest = (to: string, prior: number) => ({
        edits: [replaceNode(node, to)],
        rationale: shouldBe(text, to),
        prior: prior * slot,
        at: node,
      });
      for (const [name, uses] of helpers) {
        if (
          insideOf(place, name) ||
          (!scopes.visible(place).some((each) => each.name === name && key !== 'callee') &&
            !COMMON.test(name))
        )
          continue;
        yield suggest(`${name}(${text})`, uses > 1 ? 0.34 : 0.26);
      }
      if (scopes.kind(node) === 'number') continue;
      for (const method of methods) {
        yield suggest(`${text}.${method}()`, isHeldAgainst(place, method) ? 0.5 : 0.16);
      }
    }
  },
};

/** Names of functions with one argument that values are passed through, with how often. */
function helpersOf(source: Source): Map<string, number> {
  const own = new Set(
    source.places.flatMap((place) =>
      isFunction(place.node) && place.node.params.length === 1 && !place.node.async
        ? (functionName(place as Place<FunctionNode>) ?? [])
        : [],
    ),
  );
  for (const { node } of source.of('ImportSpecifier')) own.add(node.local.name);
  const used = new Map<string, number>();
  for (const { node, parent } of source.of('CallExpression')) {
    const name = identifierName(node.callee) ?? '';
    if (node.arguments.length !== 1 || parent?.node.type === 'ExpressionStatement') continue;
    if (parent?.node.type === 'AwaitExpression' || !(own.has(name) || COMMON.test(name))) continue;
    used.set(name, (used.get(name) ?? 0) + 1);
  }
  return used;
}

/** Methods without an argument that make a text of a text and that the file uses. */
function methodsOf(source: Source): string[] {
  return ['toLowerCase', 'toUpperCase', 'trim'].filter((name) => source.text.includes(`.${name}()`));
}

/** How often a value at such a place is one that was forgotten. */
function slotWeight({ parent, key }: Place): number {
  switch (parent?.node.type) {
    case 'TemplateLiteral':
      return 1.2;
    case 'CallExpression':
      return key === 'arguments' ? 0.8 : 0;
    case 'BinaryExpression':
    case 'ReturnStatement':
      return 0.7;
    case 'VariableDeclarator':
      return key === 'init' ? 0.6 : 0;
    case 'Property':
      return key === 'value' && !parent.node.shorthand && parent.parent?.node.type === 'ObjectExpression'
        ? 0.7
        : 0;
    case 'AssignmentExpression':
      return key === 'right' ? 0.7 : 0;
    case 'MemberExpression':
      return key === 'property' && parent.node.computed ? 0.8 : 0;
    default:
      return 0;
  }
}

/** Whether the other side of a comparison, or what is searched in, went through the method. */
function isHeldAgainst({ parent, key }: Place, method: string): boolean {
  const node = parent?.node;
  if (node?.type === 'BinaryExpression')
    return calleeName(key === 'left' ? node.right : node.left) === method;
  return (
    node?.type === 'CallExpression' &&
    node.callee.type === 'MemberExpression' &&
    calleeName(node.callee.object) === method
  );
}

/** Whether a place lies in the function of this name, which would then call itself. */
function insideOf(place: Place, name: string): boolean {
  for (let at = place.parent; at; at = at.parent) {
    if (isFunction(at.node) && functionName(at as Place<FunctionNode>) === name) return true;
  }
  return false;
}
