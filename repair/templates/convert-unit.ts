import type { Node } from 'oxc-parser';
import { bare, identifierName, isReference, memberName } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { LOGIC, type Template } from '../template.ts';
import { brief, replaceNode } from './helpers/text.ts';

/** What a value must be multiplied or divided by to be in the next unit, by a word in its name. */
const FACTORS: [RegExp, string[]][] = [
  [/milli|(^|[a-z_])ms$/i, ['/ 1000']],
  [/sec(ond)?s?|ttl|epoch|\b(iat|exp|nbf)\b|unix|timestamp|expir|max_?age/i, ['* 1000', '/ 1000']],
  [/min(ute)?s$/i, ['* 60_000', '* 60']],
  [/hours?$/i, ['* 3_600_000', '* 3_600', '* 60']],
  [/days?$/i, ['* 86_400_000', '* 86_400', '* 24']],
  [/cents?$/i, ['/ 100']],
  [/kb$|kilo|kib/i, ['* 1024', '* 1000']],
  [/mb$|mega|mib/i, ['* 1024 * 1024']],
  [/bytes?$/i, ['/ 1024']],
  [/now|date|time|at$/i, ['/ 1000', '* 1000']],
];

/** What a product is made with as a share of one. */
const SHARE = /percent|pct|rate|ratio|discount|vat|tax/i;

/** A value in one unit where another is meant: seconds for milliseconds, percents for shares. */
export const convertUnit: Template = {
  name: 'convert-unit',
  answers: [...LOGIC, 'client_timeout'],
  *propose({ source, scopes }) {
    for (const place of source.of('Identifier', 'MemberExpression', 'CallExpression')) {
      const { node } = place;
      const name = nameOf(node);
      if (!name || !isOperand(place) || isConverted(place)) continue;
      if (!['number', 'unknown'].includes(scopes.kind(node))) continue;
      const known = FACTORS.find(([pattern]) => pattern.test(name))?.[1] ?? [];
      const factors = SHARE.test(name) ? (isFactor(place) ? ['/ 100'] : []) : known;
      for (const [index, factor] of factors.entries()) {
        const text = `(${source.slice(node)} ${factor})`;
        yield {
          edits: [replaceNode(node, isSummand(place) ? text.slice(1, -1) : text)],
          rationale: `"${brief(source.slice(node))}" has a different unit from the value it is used with; convert it.`,
          prior: 0.44 * 0.8 ** index * (factor.startsWith('/') ? 0.85 : 1),
          at: node,
        };
      }
    }
  },
};

function nameOf(node: Node): string | null {
  if (node.type === 'CallExpression')
    return /^(now|getTime|valueOf)$/.exec(memberName(node.callee) ?? '')?.[0] ?? null;
  return identifierName(node) ?? memberName(node);
}

/** Whether a value is reckoned with, compared, or handed to a function. */
function isOperand(place: Place): boolean {
  const { node, parent, key } = place;
  if (node.type === 'Identifier' && !isReference(place)) return false;
  if (parent?.node.type === 'BinaryExpression')
    return !/^([!=]==?|in|instanceof)$/.test(parent.node.operator);
  if (parent?.node.type === 'VariableDeclarator') return key === 'init';
  return (
    key === 'arguments' || (parent?.node.type === 'Property' && key === 'value' && !parent.node.shorthand)
  );
}

function isFactor({ parent }: Place): boolean {
  return parent?.node.type === 'BinaryExpression' && /^[*/]$/.test(parent.node.operator);
}

function isSummand({ parent }: Place): boolean {
  return parent?.node.type !== 'BinaryExpression' || !/^(\*\*?|\/|%)$/.test(parent.node.operator);
}

/** `seconds * 1000` has been thought of. */
function isConverted({ parent }: Place): boolean {
  if (parent?.node.type !== 'BinaryExpression' || !/^[*/]$/.test(parent.node.operator)) return false;
  return [parent.node.left, parent.node.right].some((side) => bare(side as Node).type === 'Literal');
}
