import type { CallExpression, Expression } from 'oxc-parser';
import type { Source } from '../syntax/source.ts';
import type { SpaceEdit, SpaceInput } from './space-edit.ts';
import { bracketed, replacing } from './space-edit.ts';

/** Calls of a chain in another order; what is assigned into an object, put in its place. */
export function* chains({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('CallExpression')) {
    const { node } = place;
    const { callee, arguments: args } = node;
    if (!suspected(place)) continue;
    yield* throughCalls(source, node);
    if (callee.type !== 'MemberExpression') continue;
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
    yield* movedLinks(source, node);
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

/** The last call of a chain before all others, and the first behind them: `&` is escaped before what it is escaped with. */
function* movedLinks(source: Source, node: CallExpression): Generator<SpaceEdit> {
  const links: string[] = [];
  let object: Expression = node;
  while (object.type === 'CallExpression' && object.callee.type === 'MemberExpression') {
    const inner: Expression = object.callee.object;
    links.unshift(source.text.slice(inner.end, object.end));
    object = inner;
  }
  if (links.length < 3) return;
  const { end: start } = object;
  const orders = [
    [...links.slice(-1), ...links.slice(0, -1)],
    [...links.slice(1), ...links.slice(0, 1)],
  ];
  for (const order of orders) {
    const edits = [{ start, end: node.end, text: order.join('') }];
    yield { edits, weight: 0.4, at: node, kind: 'calls exchanged' };
  }
}

/** A step done before a function instead of behind it, and behind it instead of before: `decode(text.trim())` for `decode(text).trim()`. */
function* throughCalls(source: Source, node: CallExpression): Generator<SpaceEdit> {
  const swapped = (text: string): SpaceEdit => replacing(node, text, 0.4, 'calls exchanged');
  const between = (start: number, end: number) => source.text.slice(start, end);
  const { callee, arguments: given } = node;
  const inner = callee.type === 'MemberExpression' ? callee.object : null;
  const value = inner?.type === 'CallExpression' && inner.arguments.length === 1 ? inner.arguments[0] : null;
  if (inner && value && value.type !== 'SpreadElement') {
    const step = between(inner.end, node.end);
    yield swapped(
      `${between(inner.start, value.start)}${bracketed(source, value)}${step}${between(value.end, inner.end)}`,
    );
  }
  const [only, more] = given;
  if (more || only?.type !== 'CallExpression' || only.callee.type !== 'MemberExpression') return;
  const { object } = only.callee;
  const call = `${between(node.start, only.start)}${source.slice(object)}${between(only.end, node.end)}`;
  yield swapped(`${call}${between(object.end, only.end)}`);
}
