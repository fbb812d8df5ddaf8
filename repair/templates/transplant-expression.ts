import type { Node } from 'oxc-parser';
import { compatible } from '../syntax/kinds.ts';
import { bare, functionAround, isReference } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { LOGIC, type Template, type TemplateInput } from '../template.ts';
import { nameSimilarity } from '../text-distance.ts';
import { operand, replaceNode, shouldBe } from './helpers/text.ts';

/** Where an expression may be another one: conditions, arguments, results, right sides, indexes. */
const SLOTS = new Set(['test', 'argument', 'arguments', 'right', 'init', 'property', 'left']);

/** An expression that the same function uses elsewhere, in the place of another of its kind. */
export const transplantExpression: Template = {
  name: 'transplant-expression',
  answers: LOGIC,
  *propose(input) {
    const { source, scopes } = input;
    const grafts = graftsOf(input);
    for (const place of source.places) {
      const { node, parent, key } = place;
      if (
        !SLOTS.has(key) ||
        !parent ||
        !isValue(place) ||
        ['VariableDeclaration', 'SpreadElement'].includes(node.type)
      )
        continue;
      if (parent.node.type === 'AwaitExpression' || parent.node.type === 'UpdateExpression') continue;
      const owner = functionAround(place);
      if (!owner) continue;
      const text = source.slice(node);
      const kind = scopes.kind(node);
      const simple = bare(node).type === 'Identifier';
      const visible = new Set(scopes.visible(place).map(({ name }) => name));
      for (const graft of grafts) {
        if (graft.text === text || graft.owner !== owner || !compatible(kind, graft.kind)) continue;
        // A name for a name is the business of another template.
        if (simple && graft.simple) continue;
        if (!graft.names.every((name) => visible.has(name)) || overlaps(graft.node, node)) continue;
        const sure = kind === graft.kind && kind !== 'unknown' ? 1 : 0.55;
        const similar = 0.5 + 0.5 * nameSimilarity(text, graft.text);
        const shared = simple && graft.names.includes(text) ? 1.3 : 1;
        yield {
          edits: [
            replaceNode(
              node,
              parent.node.type === 'BinaryExpression' ? operand(source, graft.node) : graft.text,
            ),
          ],
          rationale: shouldBe(text, graft.text),
          prior: 0.2 * sure * similar * shared,
          at: node,
        };
      }
    }
  },
};

function graftsOf({ source, scopes }: TemplateInput) {
  const found = new Map<
    string,
    {
      text: string;
      node: Node;
      owner: Place | null;
      kind: ReturnType<typeof scopes.kind>;
      names: string[];
      simple: boolean;
    }
  >();
  for (const place of source.of(
    'BinaryExpression',
    'MemberExpression',
    'CallExpression',
    'LogicalExpression',
    'Identifier',
    'ArrayExpression',
  )) {
    if (!isValue(place) || (place.node.type === 'Identifier' && !isReference(place))) continue;
    if (place.parent?.node.type === 'CallExpression' && place.key === 'callee') continue;
    const owner = functionAround(place);
    const text = source.slice(place.node);
    const key = `${owner?.node.start}:${text}`;
    if (!owner || text.length > 50 || text.includes('\n') || found.has(key) || /\bawait\b|=>/.test(text))
      continue;
    const names = source
      .of('Identifier')
      .filter(
        (inner) =>
          inner.node.start >= place.node.start &&
          inner.node.end <= place.node.end &&
          scopes.binding(inner, inner.node.name),
      )
      .filter(isReference)
      .map(({ node }) => node.name);
    found.set(key, {
      text,
      node: place.node,
      owner,
      kind: scopes.kind(place.node),
      names,
      simple: place.node.type === 'Identifier',
    });
  }
  return [...found.values()].slice(0, 60);
}

function isValue({ node, parent, key }: Place): boolean {
  if (parent?.node.type === 'AssignmentExpression' && key === 'left') return false;
  if ((parent?.node.type === 'ForOfStatement' || parent?.node.type === 'ForInStatement') && key === 'left')
    return false;
  if (parent?.node.type === 'MemberExpression' && key === 'property' && !parent.node.computed) return false;
  if (parent?.node.type === 'AssignmentPattern' || node.type.endsWith('Statement')) return false;
  return ![
    'ArrowFunctionExpression',
    'FunctionExpression',
    'ObjectPattern',
    'ArrayPattern',
    'TemplateElement',
  ].includes(node.type);
}

function overlaps(a: Node, b: Node): boolean {
  return a.start < b.end && b.start < a.end && a.start <= b.start && a.end >= b.end;
}
