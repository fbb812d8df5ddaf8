import { functionAround } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** A loop over what one parameter has, over what another one has as well: `new Set([...keys(a), ...keys(b)])`. */
export function* withOthers(place: Place, scopes: SpaceInput['scopes'], text: string): Generator<SpaceEdit> {
  const { node } = place;
  if (node.type !== 'CallExpression') return;
  const [only, more] = node.arguments;
  const owner = functionAround(place)?.node;
  if (only?.type !== 'Identifier' || more || !owner) return;
  const own = scopes.binding(place, only.name);
  if (own?.how !== 'parameter' || own.scope !== owner) return;
  for (const other of scopes.visible(place)) {
    if (other.how !== 'parameter' || other.scope !== owner || other === own) continue;
    const like = text.slice(0, only.start - node.start) + other.name + text.slice(only.end - node.start);
    yield replacing(node, `new Set([...${text}, ...${like}])`, 0.3, 'both');
  }
}
