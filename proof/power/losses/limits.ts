import type { SyntaxNode } from '../../checks/program.ts';
import { quote } from '../fact.ts';
import { number } from '../facts/timers.ts';
import { fold } from '../fold.ts';
import { textOf } from '../passes-on.ts';
import { bare, type Reading } from '../reading.ts';

/** Built-ins that bound a value, or make it harmless where it goes. */
const PROTECTS = /^(?:encodeURIComponent|encodeURI|Math\.min|Math\.max)$/;
/** A number that is changed by more than this is another limit. */
const TUNED = 10;

/** Limits of values that are gone or wider: bounds, lists of what is allowed, patterns, comparisons. */
export function lostLimits(old: Reading, after: Reading): string[] {
  const lost: string[] = [];
  const [before, now] = [protectionsOf(old), protectionsOf(after)];
  for (const [name, count] of before)
    if ((now.get(name) ?? 0) < count && !/\bURL(?:SearchParams)?\b/.test(after.text.replace(old.text, '')))
      lost.push(`no longer uses ${quote(name)} where it did`);
  const [limits, changed] = [numbersOf(old), numbersOf(after)];
  for (const [name, value] of limits) {
    const other = changed.get(name);
    const ratio = other === undefined ? 1 : other / value;
    if (ratio > TUNED || ratio < 1 / TUNED)
      lost.push(`changes the limit ${quote(name)} from ${value} to ${other}`);
  }
  const [listed, lists] = [listsOf(old), listsOf(after)];
  for (const [name, values] of listed) {
    const added = (lists.get(name) ?? []).filter((value) => !values.includes(value));
    if (added.length > 0 && (lists.get(name) ?? []).length > values.length)
      lost.push(`adds ${quote(added.join(', '))} to the list ${quote(name)}`);
  }
  if (anchoredIn(after) < anchoredIn(old)) lost.push('no longer matches the whole of a text by `^…$`');
  if (looseIn(after) > looseIn(old)) lost.push('compares by `==` what was compared by `===`');
  return lost;
}

function protectionsOf(reading: Reading): Map<string, number> {
  const found = new Map<string, number>();
  for (const { node } of reading.nodes) {
    const name = node.type === 'CallExpression' ? textOf(reading, node.callee) : '';
    if (PROTECTS.test(name)) found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
}

/** The numbers that a file keeps by a name. */
function numbersOf(reading: Reading): Map<string, number> {
  const found = new Map<string, number>();
  for (const node of reading.body) {
    for (const each of node.type === 'VariableDeclaration' ? node.declarations : []) {
      const value = each.init && each.id.type === 'Identifier' ? number(reading, each.init) : null;
      if (value !== null && value > 0) found.set(each.id.name, value);
    }
  }
  return found;
}

function anchoredIn(reading: Reading): number {
  return reading.nodes.filter(
    ({ node }) => node.type === 'Literal' && node.regex && /^\^[\s\S]*\$$/.test(node.regex.pattern),
  ).length;
}

function looseIn(reading: Reading): number {
  return reading.nodes.filter(
    ({ node }) =>
      node.type === 'BinaryExpression' &&
      /^[!=]=$/.test(node.operator) &&
      ![node.left, node.right].some((each) => bare(each).value === null),
  ).length;
}

/** Lists and sets of written values that a file keeps by a name. */
function listsOf(reading: Reading): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const node of reading.body) {
    for (const each of node.type === 'VariableDeclaration' ? node.declarations : []) {
      const init = each.init && each.id.type === 'Identifier' ? bare(each.init) : null;
      const list = init?.type === 'NewExpression' && init.arguments[0] ? bare(init.arguments[0]) : init;
      if (list?.type !== 'ArrayExpression') continue;
      found.set(
        each.id.name,
        list.elements.flatMap((one: SyntaxNode | null) => (one && fold(reading, one)?.text) ?? []),
      );
    }
  }
  return found;
}
