import type { Node } from 'oxc-parser';
import { memberName } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import { replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** Names of members by which a list may be sorted. */
const SORTED_BY = 6;

/** Comparators for lists of pairs and of objects, and what decides between elements that are alike. */
export function* comparators({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  const members = new Set<string>();
  for (const { node } of source.of('MemberExpression')) {
    const name = node.computed ? null : memberName(node);
    if (name && !(name in Array.prototype) && !(name in Object.prototype)) members.add(`.${name}`);
  }
  const keys = ['[0]', '[1]', ...[...members].slice(0, SORTED_BY)];
  for (const place of source.of('CallExpression')) {
    const { node } = place;
    const { callee, arguments: args } = node;
    if (callee.type !== 'MemberExpression' || args.length > 1 || !suspected(place)) continue;
    if (memberName(callee) !== 'sort' && memberName(callee) !== 'toSorted') continue;
    if (args[0]) {
      yield* tiesBroken(source, args[0] as Node, keys);
      continue;
    }
    const where = node.end - 1;
    const put = (text: string, weight: number): SpaceEdit => ({
      edits: [{ start: where, end: where, text }],
      ...{ weight, at: node, kind: 'argument added' },
    });
    yield put('(a, b) => a.localeCompare(b)', 0.3);
    for (const key of keys)
      for (const [a, b] of [
        ['a', 'b'],
        ['b', 'a'],
      ]) {
        yield put(`(a, b) => ${a}${key} - ${b}${key}`, 0.45);
        yield put(`(a, b) => ${a}${key}.localeCompare(${b}${key})`, 0.3);
      }
  }
}

/** A comparator that leaves elements alike, with a further member that decides between them. */
function* tiesBroken(source: Source, comparator: Node, keys: readonly string[]): Generator<SpaceEdit> {
  if (comparator.type !== 'ArrowFunctionExpression' || comparator.params.length !== 2) return;
  const { body } = comparator;
  const [a, b] = comparator.params.map((param) => source.slice(param));
  if (body.type === 'BlockStatement' || !a || !b || !/^\w+$/.test(a + b)) return;
  const text = source.slice(body);
  const first = /[?]/.test(text) ? `(${text})` : text;
  for (const key of keys)
    for (const step of [
      `${a}${key} - ${b}${key}`,
      `${a}${key}.localeCompare(${b}${key})`,
      `${b}${key} - ${a}${key}`,
    ])
      if (!text.includes(step)) yield replacing(body as Node, `${first} || ${step}`, 0.3, 'tie broken');
}
