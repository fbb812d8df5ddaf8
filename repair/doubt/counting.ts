import type { Node } from 'oxc-parser';
import { bare, memberName } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';

/** What a loop that counts upwards must not ask of its counter, and one that counts downwards. */
const AWAY: Readonly<Record<string, RegExp>> = { '++': /^>=?$/, '--': /^<=?$/ };

/** Conditions of loops that lead their counter away from what ends them: `for (let i = 0; i > n; i++)`. */
export function loopsAway(source: Source): string[] {
  return source.of('ForStatement').flatMap(({ node: { test, update } }) => {
    const compared = test ? bare(test) : null;
    if (compared?.type !== 'BinaryExpression' || update?.type !== 'UpdateExpression') return [];
    const isCounter = source.slice(compared.left) === source.slice(update.argument);
    return isCounter && AWAY[update.operator]?.test(compared.operator) ? [source.slice(compared)] : [];
  });
}

/** Whether a value is used as an index of a list, and another one is the length of that list: `at > list.length`. */
export function isIndexOf(source: Source, value: Node, length: Node): boolean {
  if (length.type !== 'MemberExpression' || memberName(length) !== 'length') return false;
  return source.text.includes(`${source.slice(length.object)}[${source.slice(value)}]`);
}
