import { functionAround } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** A copy of what is gone through or handed out, which stays as it is while others change the original. */
export function* copies(place: Place, scopes: SpaceInput['scopes'], text: string): Generator<SpaceEdit> {
  const { node, key, parent } = place;
  const isLooped = key === 'right' && parent?.node.type === 'ForOfStatement';
  const kind = scopes.kind(node);
  const isPlain = kind === 'number' || kind === 'string' || kind === 'boolean';
  if (isPlain || !(isLooped || /^(init|argument|value|right)$/.test(key))) return;
  const inner = node.type === 'Identifier' || node.type === 'MemberExpression' ? text : `(${text})`;
  const sure = kind === 'unknown' ? 0.8 : 1;
  const put = (made: string, weight: number) => replacing(node, made, weight * sure, 'call around');
  if (!text.startsWith('[...')) yield put(`[...${inner}]`, isLooped ? 0.4 : 0.25);
  if (!isLooped && (kind === 'object' || kind === 'unknown')) yield put(`{ ...${inner} }`, 0.25);
  if (isLooped) yield* withOthers(place, scopes, text);
}

/** A loop over what one parameter has, over what another one has as well: `new Set([...keys(a), ...keys(b)])`. */
function* withOthers(place: Place, scopes: SpaceInput['scopes'], text: string): Generator<SpaceEdit> {
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
