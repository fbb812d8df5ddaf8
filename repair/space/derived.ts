import type { Node } from 'oxc-parser';
import { functionAround, identifierName, isReference } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** A variable that is made of another one: `const root = find(node)`. */
interface Derived {
  name: string;
  /** Where its declaration ends. */
  end: number;
  owner: unknown;
}

/**
 * What was made of a value, in the place of that value: `key` for `name` behind `const key = name.trim()`, in one place of an
 * expression or in all of them, as both sides of a comparison.
 */
export function* derived({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  const made = derivedNames(source);
  if (made.size === 0) return;
  const byParent = new Map<Node, { place: Place; name: string }[]>();
  for (const place of source.of('Identifier')) {
    const { node, key, parent } = place;
    if (!parent || !isReference(place) || !suspected(place) || key === 'callee' || key === 'left') {
      if (!(key === 'left' && parent && /^(Binary|Logical)/.test(parent.node.type) && suspected(place)))
        continue;
    }
    if (parent.node.type === 'UpdateExpression') continue;
    const owner = functionAround(place);
    for (const each of made.get(node.name) ?? []) {
      if (each.end > node.start || each.name === node.name || !holds(each, owner)) continue;
      yield replacing(node, each.name, 0.5, 'derived name');
      byParent.set(parent.node, [...(byParent.get(parent.node) ?? []), { place, name: each.name }]);
    }
  }
  for (const [parent, list] of byParent) {
    const [one, other] = list;
    if (list.length !== 2 || !one || !other || one.name === other.name) continue;
    const edits = list.map(({ place: { node }, name }) => ({ start: node.start, end: node.end, text: name }));
    yield { edits, weight: 0.65, at: parent, kind: 'derived names' };
  }
}

/** Whether a variable is declared in the function around a place, or outside of it. */
function holds({ owner }: Derived, place: Place | null): boolean {
  for (let at = place; at; at = functionAround(at)) if (at.node === owner) return true;
  return owner === null;
}

/** By the name of what they are made of: variables whose value is a call or a member of it. */
function derivedNames(source: Source): Map<string, Derived[]> {
  const found = new Map<string, Derived[]>();
  for (const place of source.of('VariableDeclarator')) {
    const { id, init } = place.node;
    const name = identifierName(id as Node);
    if (!name || !init || !/^(Call|Await)Expression$/.test(init.type)) continue;
    const owner = functionAround(place)?.node ?? null;
    const inside = source
      .of('Identifier')
      .filter((each) => each.node.start >= init.start && each.node.end <= init.end && isReference(each));
    const bases = new Set(inside.filter(({ key }) => key !== 'callee').map(({ node }) => node.name));
    const [base] = bases;
    if (bases.size !== 1 || !base || base === name) continue;
    found.set(base, [...(found.get(base) ?? []), { name, end: place.node.end, owner }]);
  }
  return found;
}
