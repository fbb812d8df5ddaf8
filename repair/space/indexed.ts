import type { Node } from 'oxc-parser';
import { functionAround, memberName } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import { replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** Names that stand for a place in a list. */
const INDEX = /^(i|j|k|at|n|pos|position|index|idx|slot)$|(Index|Position|At)$/;

/** Names that both indexes of a table are tried with. */
const MOST_INDEXES = 6;

/**
 * An element written at its place in the place of one that is added at the end, and the other way round: what is done at once
 * ends in any order.
 */
export function* indexed(input: SpaceInput): Generator<SpaceEdit> {
  yield* atItsPlace(input);
  yield* bothIndexes(input);
  yield* byPlace(input);
  yield* otherSide(input);
}

/** Both indexes of a table: `next[k][j]` as `next[i][k]`. One alone is a name for another. */
function* bothIndexes({ source, scopes, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('MemberExpression')) {
    const { object, property, computed } = place.node;
    if (!computed || object.type !== 'MemberExpression' || !object.computed || !suspected(place)) continue;
    if (property.type !== 'Identifier' || object.property.type !== 'Identifier') continue;
    const now = [object.property.name, property.name];
    const names = scopes
      .visible(place)
      .map(({ name }) => name)
      .filter((name) => INDEX.test(name) || now.includes(name))
      .slice(0, MOST_INDEXES);
    for (const row of names) {
      for (const column of names) {
        if (row === now[0] || column === now[1]) continue;
        const text = `${source.slice(object.object)}[${row}][${column}]`;
        yield replacing(place.node, text, row === column ? 0.2 : 0.35, 'both indexes');
      }
    }
  }
}

/** The length of the rows of a table in the place of how many there are: what holds for squares alone. */
function* otherSide({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('BinaryExpression')) {
    const { operator, right } = place.node;
    if (!/^[<>]=?$/.test(operator) || !suspected(place)) continue;
    const table = tableOf(source, right);
    if (table && source.text.includes(`${table}[`) && /\]\[/.test(source.text))
      yield replacing(right, `(${table}[0] ?? []).length`, 0.4, 'other side');
  }
}

/** The list whose length a text is, or a name that was given it. */
function tableOf(source: Source, node: Node): string | null {
  if (node.type === 'Identifier') {
    const made = source.of('VariableDeclarator').find((each) => source.slice(each.node.id) === node.name);
    return made?.node.init && made.node.init.type !== 'Identifier' ? tableOf(source, made.node.init) : null;
  }
  if (node.type !== 'MemberExpression' || memberName(node) !== 'length') return null;
  return node.object.type === 'Identifier' ? node.object.name : null;
}

/** A constant that each element is made of, its place in its stead: `Array.from({ length }, () => 0)` with `(_, at) => at`. */
function* byPlace({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('ArrowFunctionExpression')) {
    const { node, parent } = place;
    if (node.params.length > 0 || node.body.type !== 'Literal' || !suspected(place)) continue;
    if (parent?.node.type !== 'CallExpression') continue;
    const callee = source.slice(parent.node.callee);
    if (callee !== 'Array.from' && !callee.endsWith('.map')) continue;
    yield replacing(node, '(_, at) => at', 0.4, 'by its place');
    yield replacing(node, '(_, at) => at + 1', 0.3, 'by its place');
  }
}

function* atItsPlace({ source, scopes, suspected }: SpaceInput): Generator<SpaceEdit> {
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
