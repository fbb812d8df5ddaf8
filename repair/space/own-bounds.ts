import type { Node } from 'oxc-parser';
import {
  type FunctionNode,
  functionAround,
  functionName,
  identifierName,
  isReference,
} from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** Calls that are tried at one place. */
const MOST = 6;

/**
 * A number bounded by what a function of the file answers for names in scope that are called as its parameters are, alone or
 * with a word before it: `Math.min(day, daysInMonth(newYear, newMonth))`.
 */
export function* ownBounds(input: SpaceInput): Generator<SpaceEdit> {
  const { source, scopes, suspected } = input;
  for (const place of source.of('Identifier')) {
    const { node, key, parent } = place;
    if (!parent || !isReference(place) || !suspected(place) || !functionAround(place)) continue;
    if (!scopes.binding(place, node.name)) continue;
    if (!/^(arguments|init|right)$/.test(key) || !/^(number|unknown)$/.test(scopes.kind(node))) continue;
    if (parent.node.type === 'AssignmentPattern' || parent.node.type === 'ForOfStatement') continue;
    for (const call of callsHere(input, place).slice(0, MOST))
      for (const bound of ['Math.min', 'Math.max'])
        yield replacing(
          node,
          `${bound}(${node.name}, ${call})`,
          bound === 'Math.min' ? 0.4 : 0.25,
          'bounded by a call',
        );
  }
}

function callsHere({ source, scopes }: SpaceInput, place: Place): string[] {
  const owner = functionAround(place);
  const visible = scopes
    .visible(place)
    .filter(({ start, how }) => start < place.node.start && /^(parameter|variable|constant|loop)$/.test(how));
  const declared = new Set(scopes.visible(place).map(({ name }) => name));
  const functions = source.of('FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression');
  return (functions as Place<FunctionNode>[]).flatMap((each) => {
    const name = functionName(each);
    const { params, async, generator } = each.node;
    if (!name || each === owner || async || generator || !declared.has(name)) return [];
    if (params.length === 0 || params.length > 3) return [];
    const given = params.map((param) => {
      const wanted = identifierName(param as Node);
      if (!wanted) return null;
      const suffix = wanted.charAt(0).toUpperCase() + wanted.slice(1);
      // A value that was made anew stands for the one that it was made of.
      const like = visible.filter((one) => one.name !== wanted && one.name.endsWith(suffix));
      return (like.at(-1) ?? visible.find((one) => one.name === wanted))?.name ?? null;
    });
    const plain = params.map((param) => {
      const wanted = identifierName(param as Node);
      return visible.some((one) => one.name === wanted) ? wanted : null;
    });
    return [...new Set([given, plain].filter((list) => list.every((one) => one !== null)).map(String))].map(
      (list) => `${name}(${list.split(',').join(', ')})`,
    );
  });
}
