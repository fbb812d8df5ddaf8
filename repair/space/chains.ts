import type { SpaceEdit, SpaceInput } from './space-edit.ts';
import { replacing } from './space-edit.ts';

/** Two calls of a chain in the other order; what is assigned into an object, put in its place. */
export function* chains({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('CallExpression')) {
    const { node } = place;
    const { callee, arguments: args } = node;
    if (callee.type !== 'MemberExpression' || !suspected(place)) continue;
    const before = callee.object;
    if (before.type === 'CallExpression' && before.callee.type === 'MemberExpression') {
      const base = before.callee.object.end;
      const [first, second] = [source.text.slice(base, before.end), source.text.slice(before.end, node.end)];
      if (first !== second)
        yield {
          edits: [{ start: base, end: node.end, text: second + first }],
          ...{ weight: 0.4, at: node, kind: 'calls exchanged' },
        };
    }
    const [target, value, more] = args;
    if (source.slice(callee) !== 'Object.assign' || !target || !value || more) continue;
    if (target.type !== 'Identifier' && target.type !== 'MemberExpression') continue;
    const [into, from] = [source.slice(target), source.slice(value)];
    if (place.parent?.node.type === 'ExpressionStatement') {
      yield replacing(node, `${into} = ${from}`, 0.35, 'assignment');
      yield replacing(node, `${into} = { ...${into}, ...${from} }`, 0.35, 'assignment');
    } else yield replacing(node, `{ ...${into}, ...${from} }`, 0.35, 'call around');
  }
}
