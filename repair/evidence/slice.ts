import type { Node } from 'oxc-parser';
import { ancestors, bare, functionAround, identifierName, is, memberName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';

/** Rounds of following names; answers are seldom made in more steps. */
const STEPS = 4;

/**
 * The nodes that a property of an answer is made by: what it is set to, what the names in that are set to, and so on,
 * with the conditions under which they are. Null when the file sets none of these properties.
 */
export function madeBy(source: Source, keys: ReadonlySet<string>): ((place: Place) => boolean) | null {
  const ranges: Node[] = [];
  const names = new Set<string>();
  for (const { node, parent } of source.of('Property')) {
    const key = node.computed ? null : identifierName(node.key as Node);
    if (parent?.node.type !== 'ObjectExpression' || key === null || !keys.has(key)) continue;
    ranges.push(node);
  }
  for (const { node } of source.of('AssignmentExpression')) {
    if (keys.has(memberName(node.left as Node) ?? '')) ranges.push(node);
  }
  if (ranges.length === 0) return null;
  for (let step = 0; step < STEPS; step++) {
    const before = ranges.length;
    for (const { node } of source.of('Identifier')) if (within(node, ranges)) names.add(node.name);
    for (const place of source.places) {
      if (!ranges.includes(place.node) && sets(place.node, names)) {
        ranges.push(place.node);
        for (const at of ancestors(place)) {
          if (is(at, 'IfStatement', 'WhileStatement', 'ForStatement')) ranges.push(at.node.test as Node);
          if (is(at, 'ForOfStatement')) ranges.push(at.node.right);
          if (at === functionAround(place)) break;
        }
      }
    }
    if (ranges.length === before) break;
  }
  return ({ node }) => within(node, ranges);
}

/** Whether a node gives one of these names its value, changes it, or is the function of that name. */
function sets(node: Node, names: ReadonlySet<string>): boolean {
  const named = (other: Node | null | undefined) => names.has(identifierName(other) ?? '');
  switch (node.type) {
    case 'VariableDeclarator':
      return node.id.type === 'Identifier'
        ? named(node.id)
        : patternNames(node.id as Node).some((name) => names.has(name));
    case 'AssignmentExpression': {
      const left = bare(node.left as Node);
      return named(left) || (left.type === 'MemberExpression' && named(left.object));
    }
    case 'UpdateExpression':
      return named(node.argument as Node);
    case 'FunctionDeclaration':
      return named(node.id);
    case 'CallExpression':
      return node.callee.type === 'MemberExpression' && named(node.callee.object);
    default:
      return false;
  }
}

function patternNames(pattern: Node): string[] {
  if (pattern.type === 'ObjectPattern') {
    return pattern.properties.flatMap(
      (property) => identifierName(property.type === 'Property' ? (property.value as Node) : null) ?? [],
    );
  }
  if (pattern.type !== 'ArrayPattern') return [];
  return pattern.elements.flatMap((element) => identifierName(element as Node | null) ?? []);
}

function within(node: Node, ranges: readonly Node[]): boolean {
  return ranges.some((range) => node.start >= range.start && node.end <= range.end);
}
