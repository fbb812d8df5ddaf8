import { compatible, mayHave } from '../syntax/kinds.ts';
import { isReference, memberName, memberOf } from '../syntax/nodes.ts';
import type { SpaceEdit, SpaceInput } from './space-edit.ts';
import { replacing } from './space-edit.ts';

/** Other names in scope, other members, one for the other. */
export function* names({ source, scopes, suspected }: SpaceInput): Generator<SpaceEdit> {
  const membersOf = new Map<string, Set<string>>();
  const members = new Set<string>();
  for (const { node } of source.of('MemberExpression')) {
    const name = memberName(node);
    if (node.computed || !name) continue;
    members.add(name);
    const object = source.slice(node.object);
    const known = membersOf.get(object) ?? new Set();
    membersOf.set(object, known.add(name));
  }
  for (const { node } of source.of('Property'))
    if (!node.computed && node.key.type === 'Identifier') members.add(node.key.name);
  for (const place of source.of('Identifier')) {
    if (!suspected(place) || !isReference(place)) continue;
    const { node } = place;
    const kind = scopes.kind(node);
    const isWritten = place.key === 'left' || place.parent?.node.type === 'UpdateExpression';
    const isCalled = place.parent?.node.type === 'CallExpression' && place.key === 'callee';
    const member = memberOf(place);
    for (const binding of scopes.visible(place)) {
      if (binding.name === node.name || binding.name === 'undefined') continue;
      if (isWritten && binding.how !== 'variable' && binding.how !== 'parameter') continue;
      if (
        isCalled !== (binding.kind === 'function' || binding.how === 'function') &&
        binding.kind !== 'unknown'
      )
        continue;
      if (!compatible(kind, binding.kind)) continue;
      if (member && !mayHave(binding.kind, member)) continue;
      const sure = kind !== 'unknown' && kind === binding.kind;
      yield replacing(node, binding.name, sure ? 0.5 : 0.35, 'name');
    }
    if (isWritten || isCalled) continue;
    for (const member of membersOf.get(node.name) ?? [])
      if (place.key !== 'object') yield replacing(node, `${node.name}.${member}`, 0.3, 'member');
    if (['array', 'object', 'unknown'].includes(kind) && place.key !== 'object')
      for (const { name: key, kind: other } of scopes.visible(place).slice(0, 8))
        if ((other === 'string' || other === 'number') && key !== node.name)
          yield replacing(node, `${node.name}[${key}]`, 0.25, 'member');
    if (kind === 'array' || kind === 'string' || kind === 'unknown')
      yield replacing(node, `${node.name}.length`, 0.25, 'member');
    for (const { name, kind: other } of scopes.visible(place)) {
      if ((other === 'array' || other === 'object') && name !== node.name && place.key === 'right')
        yield replacing(node, `${name}[${node.name}]`, 0.25, 'member');
    }
  }
  for (const place of source.of('MemberExpression')) {
    if (!suspected(place)) continue;
    const { node } = place;
    if (node.computed) {
      const index = source.slice(node.property);
      for (const other of [
        '0',
        '1',
        `${source.slice(node.object)}.length - 1`,
        `${index} + 1`,
        `${index} - 1`,
      ])
        yield replacing(node.property, other, 0.4, 'index');
      continue;
    }
    const end = node.object.end;
    const named = scopes.visible(place).some((binding) => binding.name === memberName(node));
    if (named && !node.optional)
      yield {
        edits: [{ start: end, end: node.end, text: `[${memberName(node)}]` }],
        ...{ weight: 0.4, at: node, kind: 'member' },
      };
    const isCallee = place.parent?.node.type === 'CallExpression' && place.key === 'callee';
    const name = memberName(node);
    if (!isCallee) {
      const near = membersOf.get(source.slice(node.object)) ?? new Set();
      for (const other of new Set([...near, ...members])) {
        if (other !== name) yield replacing(node.property, other, near.has(other) ? 0.45 : 0.25, 'member');
      }
      yield replacing(node, source.slice(node.object), 0.3, 'member');
    }
  }
}
