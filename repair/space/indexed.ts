import { functionAround, memberName } from '../syntax/nodes.ts';
import { replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** Names that stand for a place in a list. */
const INDEX = /^(i|j|k|at|n|pos|position|index|idx|slot)$|(Index|Position|At)$/;

/**
 * An element written at its place in the place of one that is added at the end, and the other way round: what is done at once
 * ends in any order.
 */
export function* indexed({ source, scopes, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('ExpressionStatement')) {
    const { expression } = place.node;
    if (!suspected(place) || !functionAround(place)) continue;
    if (expression.type === 'CallExpression' && memberName(expression.callee) === 'push') {
      const { callee, arguments: args } = expression;
      const [value, more] = args;
      if (callee.type !== 'MemberExpression' || !value || more || value.type === 'SpreadElement') continue;
      const waits = source.slice(value).includes('await ');
      const names = scopes.visible(place).filter(({ kind, name }) => kind === 'number' || INDEX.test(name));
      for (const { name } of names.filter(({ name: each }) => INDEX.test(each)).slice(0, 4))
        yield replacing(
          expression,
          `${source.slice(callee.object)}[${name}] = ${source.slice(value)}`,
          waits ? 0.6 : 0.35,
          'written at its place',
        );
    }
    if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') continue;
    const { left, right } = expression;
    if (left.type !== 'MemberExpression' || !left.computed) continue;
    if (!/^(array|unknown)$/.test(scopes.kind(left.object)) || !INDEX.test(source.slice(left.property)))
      continue;
    yield replacing(
      expression,
      `${source.slice(left.object)}.push(${source.slice(right)})`,
      0.3,
      'added at the end',
    );
  }
}
