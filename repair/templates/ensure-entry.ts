import { bare, isPure, memberName, statementAround } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { insertBefore } from './helpers/lists.ts';

/** What an entry that is filled like this is when it is new. */
const FRESH = new Map([
  ['push', '[]'],
  ['unshift', '[]'],
  ['add', 'new Set()'],
  ['set', 'new Map()'],
]);

/** An entry that is put into before there is one: the first time it is made. */
export const ensureEntry: Template = {
  name: 'ensure-entry',
  answers: LOGIC,
  *propose({ source, clues }) {
    for (const place of source.of('CallExpression')) {
      const { node } = place;
      const fresh = FRESH.get(memberName(node.callee) ?? '');
      const callee = bare(node.callee);
      const statement = statementAround(place);
      if (!fresh || callee.type !== 'MemberExpression' || statement?.node.type !== 'ExpressionStatement')
        continue;
      const entry = bare(callee.object);
      const line = ensured(entry, fresh, (range) => source.slice(range));
      if (!line) continue;
      yield {
        edits: insertBefore(source, statement.node, line),
        rationale: `"${source.slice(entry)}" is missing at first; initialize it to ${fresh}.`,
        prior: clues.has('absent_value') ? 0.88 : 0.3,
        at: node,
      };
    }
  },
};

function ensured(
  entry: ReturnType<typeof bare>,
  fresh: string,
  slice: (range: { start: number; end: number }) => string,
): string | null {
  if (entry.type === 'MemberExpression' && entry.computed && isPure(entry))
    return `${slice(entry)} ??= ${fresh};`;
  if (entry.type !== 'CallExpression' || memberName(entry.callee) !== 'get') return null;
  const [key] = entry.arguments;
  const map = bare(entry.callee);
  if (!key || key.type === 'SpreadElement' || !isPure(key) || map.type !== 'MemberExpression') return null;
  const [name, at] = [slice(map.object), slice(key)];
  return `if (!${name}.has(${at})) ${name}.set(${at}, ${fresh});`;
}
