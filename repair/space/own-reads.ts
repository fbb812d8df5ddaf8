import {
  ancestors,
  type FunctionNode,
  functionAround,
  functionName,
  identifierName,
} from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** Calls that are tried at one place. */
const MOST = 4;

/**
 * What a function or method of the file answers, in the place of a value that is read where it is compared or reckoned with:
 * `this.available(sku)` for `this.item(sku).onHand`.
 */
export function* ownReads(input: SpaceInput): Generator<SpaceEdit> {
  const { source, suspected } = input;
  for (const place of source.of('MemberExpression', 'CallExpression')) {
    const { node, key, parent } = place;
    if (parent?.node.type !== 'BinaryExpression' || !/^(left|right)$/.test(key) || !suspected(place))
      continue;
    for (const call of answersHere(input, place).slice(0, MOST))
      if (call !== source.slice(node)) yield replacing(node, call, 0.3, 'call in its place');
  }
}

/** Calls that give something, with what is in scope under the names of their parameters. */
function answersHere({ source, scopes }: SpaceInput, place: Place): string[] {
  const owner = functionAround(place);
  const around = [...ancestors(place)].find(({ node }) => node.type === 'ClassBody');
  const names = new Set(scopes.visible(place).map(({ name }) => name));
  const functions = source.of('FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression');
  return (functions as Place<FunctionNode>[]).flatMap((each) => {
    const { node: method } = each.parent ?? {};
    const isMethod = method?.type === 'MethodDefinition';
    if (each === owner || each.node.async || each.node.generator || !gives(source, each)) return [];
    if (
      isMethod &&
      (each.parent?.parent !== around || method.kind === 'set' || method.kind === 'constructor')
    )
      return [];
    const isOwn = isMethod && !method.computed && !method.static;
    const name = isOwn ? `this.${source.slice(method.key)}` : functionName(each);
    if (!name || (!isMethod && !names.has(name)) || (isMethod && !isOwn)) return [];
    const parameters = each.node.params.map((param) => identifierName(param as never));
    if (!parameters.every((one) => one !== null && names.has(one))) return [];
    return [isMethod && method.kind === 'get' ? name : `${name}(${parameters.join(', ')})`];
  });
}

function gives(source: SpaceInput['source'], { node }: Place<FunctionNode>): boolean {
  if (node.type === 'ArrowFunctionExpression' && node.expression) return true;
  return source
    .of('ReturnStatement')
    .some(({ node: { argument, start, end } }) => argument && start > node.start && end < node.end);
}
