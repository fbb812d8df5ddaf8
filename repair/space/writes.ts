import { ancestors, functionAround, memberName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** What something is set to when it begins. */
const EMPTY = /^(\{\s*\}|\[\s*\]|0|''|""|new (Map|Set)(<[^>]*>)?\(\))$/;
/** Longer entries are no slip. */
const LONGEST = 40;

/** What is written to a collection though it is there already, or begun anew though it was begun. */
export function* writes({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('ExpressionStatement')) {
    if (!suspected(place) || !functionAround(place)) continue;
    const absent = absenceOf(source, place);
    for (const condition of absent)
      yield {
        edits: [{ start: place.node.start, end: place.node.start, text: `if (${condition}) ` }],
        ...{ weight: 0.35, at: place.node, kind: 'written once' },
      };
    const { expression } = place.node;
    if (absent.length === 0 || expression.type !== 'AssignmentExpression') continue;
    const value = source.slice(expression.right);
    yield replacing(expression, `${source.slice(expression.left)} ??= ${value}`, 0.35, 'written once');
  }
  for (const place of source.places) {
    const { node, key } = place;
    const above = place.parent?.node.type;
    const isSet =
      above === 'VariableDeclarator' ? key === 'init' : above === 'AssignmentExpression' && key === 'right';
    if (!isSet || !EMPTY.test(source.slice(node)) || !suspected(place)) continue;
    const target = place.parent ? source.text.slice(place.parent.node.start, node.start) : '';
    const [name = ''] = /^[\w$.#]+/.exec(target) ?? [];
    for (const entry of entriesNear(source, place).filter((text) => !text.includes(`[${name}]`)))
      yield replacing(node, `${entry} ?? ${source.slice(node)}`, 0.35, 'begun once');
  }
}

/** Conditions under which a statement writes what is not there yet. */
function absenceOf(source: Source, { node }: Place): string[] {
  if (node.type !== 'ExpressionStatement') return [];
  const { expression } = node;
  if (expression.type === 'AssignmentExpression' && expression.operator === '=') {
    const { left } = expression;
    if (left.type !== 'MemberExpression' || !left.computed) return [];
    const [object, at] = [source.slice(left.object), source.slice(left.property)];
    return [`!(${at} in ${object})`, `${object}[${at}] === undefined`];
  }
  if (expression.type !== 'CallExpression' || expression.callee.type !== 'MemberExpression') return [];
  const [object, [first]] = [source.slice(expression.callee.object), expression.arguments];
  const value = first && first.type !== 'SpreadElement' ? source.slice(first) : null;
  if (value === null || value.length > LONGEST) return [];
  switch (memberName(expression.callee)) {
    case 'set':
      return [`!${object}.has(${value})`];
    case 'push':
    case 'unshift':
      return [`!${object}.includes(${value})`];
    default:
      return [];
  }
}

/** Entries of collections that the function around a place reads or writes. */
function entriesNear(source: Source, place: Place): string[] {
  const owner = functionAround(place)?.node;
  const loop = [...ancestors(place)].at(-1)?.node;
  const around = owner ?? loop;
  const found = new Set<string>();
  if (!around) return [];
  for (const { node } of source.of('MemberExpression', 'CallExpression')) {
    if (node.start < around.start || node.end > around.end || node.end - node.start > LONGEST * 2) continue;
    if (node.type === 'MemberExpression') {
      if (node.computed) found.add(source.slice(node));
      continue;
    }
    const { callee, arguments: args } = node;
    if (callee.type !== 'MemberExpression' || !args[0]) continue;
    if (/^(get|set|has)$/.test(memberName(callee) ?? ''))
      found.add(`${source.slice(callee.object)}.get(${source.slice(args[0])})`);
  }
  return [...found].filter((text) => text.length < LONGEST).slice(0, 8);
}
