import { functionAround, memberName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';

/** The most conditions about states. */
const MOST = 8;
/** Longer keys and values are no state. */
const LONGEST = 40;

/**
 * Conditions about what the function around a place writes or looks up: `states.get(job) === 'done'` beside
 * `states.set(job, 'done')`, `!byId.has(id)` beside `byId.get(id)`, `this.open === false` beside `this.open = false`.
 */
export function statesNear(source: Source, place: Place): string[] {
  const owner = functionAround(place)?.node ?? source.program;
  const inside = ({ node }: Place) => node.start >= owner.start && node.end <= owner.end;
  const found = new Set<string>();
  for (const { node } of source.of('CallExpression').filter(inside)) {
    const { callee, arguments: args } = node;
    const [key, value] = args.map((each) => source.slice(each));
    if (callee.type !== 'MemberExpression' || !key || key.length > LONGEST || /^['"]/.test(key)) continue;
    const object = source.slice(callee.object);
    if (object.length > LONGEST || /[()\n]/.test(object)) continue;
    const name = memberName(callee);
    if (name === 'set' && args[1]?.type === 'Literal') found.add(`${object}.get(${key}) === ${value}`);
    if (name === 'get' && args.length === 1) found.add(`!${object}.has(${key})`);
    if (name === 'set' || name === 'add') found.add(`${object}.has(${key})`);
  }
  for (const { node } of source.of('AssignmentExpression').filter(inside)) {
    const { left, right, operator } = node;
    if (operator !== '=' || left.type !== 'MemberExpression' || right.type !== 'Literal') continue;
    const text = source.slice(left);
    if (text.length > LONGEST || /[()\n]/.test(text)) continue;
    for (const sign of ['===', '!==']) found.add(`${text} ${sign} ${source.slice(right)}`);
  }
  return [...found].slice(0, MOST);
}
