import type { Node } from 'oxc-parser';
import { mergeEdits } from '../syntax/edits.ts';
import { bare, calleeName, identifierName, is, numberValue } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { failingQueries, listedValues } from './helpers/queries.ts';
import { brief, replaceNode } from './helpers/text.ts';

/** The database's words for a limit or an offset that it cannot take, or what is not a number. */
const STATES = /^(2201[WX]|22P02|22003|42601)$/;
const MEMBERS = new Map([
  ['limit', 'limit'],
  ['take', 'limit'],
  ['offset', 'offset'],
  ['skip', 'offset'],
]);

/** Methods of libraries that ask for rows by an object of options. */
const ASKS = /^(find|getMany|paginate|select|query|list|fetch|all$)/i;

/** A number from outside that becomes a LIMIT or an OFFSET is kept within what the database takes. */
export const boundLimit: Template = {
  name: 'bound-limit',
  answers: ['bound_value'],
  *propose(input) {
    const { source } = input;
    const found = [...bounded(input)];
    const single = found.flatMap(({ node, role, weight }) =>
      least(role).map((floor, index) => ({ node, floor, weight: weight * 0.9 ** index })),
    );
    const clamp = ({ node, floor }: { node: Node; floor: number }) =>
      replaceNode(node, named(source, node) + clamped(source.slice(node), floor));
    const firsts = found.map(({ node, role }) => ({ node, floor: least(role)[0] as number }));
    if (firsts.length > 1) {
      const edits = firsts
        .map(clamp)
        .reduce<Suggestion['edits'] | null>((all, edit) => all && mergeEdits(all, [edit]), []);
      if (edits) {
        yield {
          edits,
          rationale: 'The database takes no negative LIMIT or OFFSET; keep both within their bounds.',
          prior: 0.95 * (found[0]?.weight ?? 1),
          at: (firsts[0] as { node: Node }).node,
        };
      }
    }
    for (const { node, floor, weight } of single) {
      yield {
        edits: [clamp({ node, floor })],
        rationale: `"${brief(source.slice(node))}" may be below ${floor}, which the database refuses; use at least ${floor}.`,
        prior: 0.85 * weight,
        at: node,
      };
    }
  },
};

type Role = 'limit' | 'offset';

/** `limit: ` of `{ limit }`, which names the value and the entry at once. */
function named(source: Source, node: Node): string {
  const { parent } = source.placeOf(node);
  return is(parent, 'Property') && parent.node.shorthand ? `${source.slice(node)}: ` : '';
}

function least(role: Role): number[] {
  return role === 'limit' ? [1, 0] : [0];
}

/** Inside of `Math.min(x, 100)`, where one bound stands already, the other one goes. */
function clamped(text: string, floor: number): string {
  const upper = /^Math\.min\(([^,()]+),\s*([^,()]+)\)$/.exec(text);
  if (!upper) return `Math.max(${text}, ${floor})`;
  const [, first = '', second = ''] = upper;
  return /^[\d_]+$/.test(first.trim())
    ? `Math.min(${first}, Math.max(${second}, ${floor}))`
    : `Math.min(Math.max(${first}, ${floor}), ${second})`;
}

function* bounded(input: TemplateInput): Generator<{ node: Node; role: Role; weight: number }> {
  const { source } = input;
  for (const query of failingQueries(input, STATES)) {
    const values = listedValues(query);
    for (const match of (query.text?.sql ?? '').matchAll(
      /\b(limit|offset|fetch\s+(?:first|next))\s+\$(\d+)/gi,
    )) {
      const node = values[Number(match[2]) - 1];
      const role = /offset/i.test(match[1] ?? '') ? 'offset' : 'limit';
      if (node && numberValue(node) === null) yield { node, role, weight: query.weight };
    }
  }
  for (const { node } of source.of('CallExpression')) {
    const role = MEMBERS.get(calleeName(node) ?? '');
    const [value] = node.arguments as Node[];
    const isMember = bare(node.callee).type === 'MemberExpression';
    if (role && value && isMember && numberValue(value) === null) {
      yield { node: value, role: role as Role, weight: 0.8 };
    }
    if (ASKS.test(calleeName(node) ?? '')) yield* inOptions(node.arguments as Node[]);
  }
}

/** `findMany({ limit, offset: (page - 1) * limit })`, in the words of the library. */
function* inOptions(given: readonly Node[]): Generator<{ node: Node; role: Role; weight: number }> {
  for (const options of given) {
    if (options.type !== 'ObjectExpression') continue;
    for (const entry of options.properties) {
      const role = entry.type === 'Property' ? MEMBERS.get(identifierName(entry.key) ?? '') : undefined;
      if (entry.type !== 'Property' || !role || numberValue(entry.value as Node) !== null) continue;
      yield { node: entry.value as Node, role: role as Role, weight: 0.8 };
    }
  }
}
