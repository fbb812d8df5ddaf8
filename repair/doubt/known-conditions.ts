import type { Node } from 'oxc-parser';
import { bare, calleeName, isPure, memberName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';

/** How a statement leaves its block. */
const LEAVES = /^(Return|Throw|Continue|Break)Statement$/;

/**
 * Questions whose answer is known where they stand, and uses of what is known to be absent there: `if (map.has(key)) return;`
 * before `map.get(key)`, `if (!node) node.next`, the same `if` twice in a row, an operand that stands in its chain twice.
 * @returns their texts
 */
export function knownConditions(source: Source): string[] {
  return [...usedAbsent(source), ...askedAgain(source), ...twiceInChain(source), ...mixedClocks(source)];
}

/** What is used where a condition says that it is absent. */
function usedAbsent(source: Source): string[] {
  const found: string[] = [];
  for (const place of source.of('IfStatement')) {
    const { test, consequent, alternate } = place.node;
    const { positive, negated } = absences(source, test);
    const inside = source.slice(consequent);
    if (negated && uses(inside, negated)) found.push(`${source.slice(test)} and used inside`);
    if (!positive || alternate || !leaves(consequent)) continue;
    const rest = restOf(source, place);
    if (uses(rest, positive)) found.push(`${source.slice(test)} and used behind`);
  }
  return found;
}

/** What would use a value that is absent: by the condition that holds where it is there, and by its negation. */
function absences(source: Source, test: Node): { positive: string | null; negated: string | null } {
  const inner = bare(test);
  if (inner.type === 'UnaryExpression' && inner.operator === '!')
    return { positive: null, negated: useOf(source, bare(inner.argument)) };
  if (inner.type === 'BinaryExpression' && /^[!=]==?$/.test(inner.operator)) {
    const isNothing = /^(undefined|null)$/.test(source.slice(inner.right));
    const use = isNothing ? useOf(source, bare(inner.left as Node)) : null;
    return inner.operator.startsWith('!')
      ? { positive: use, negated: null }
      : { positive: null, negated: use };
  }
  return { positive: useOf(source, inner), negated: null };
}

/** The start of a use of what a condition asks for: `map.get(key)` of `map.has(key)`, `node.` of `node`. */
function useOf(source: Source, node: Node): string | null {
  if (node.type === 'CallExpression') {
    const [key, more] = node.arguments;
    if (calleeName(node) !== 'has' || memberName(node.callee) !== 'has' || !key || more) return null;
    const { callee } = node;
    return callee.type === 'MemberExpression'
      ? `${source.slice(callee.object)}.get(${source.slice(key)})`
      : null;
  }
  return node.type === 'Identifier' || (node.type === 'MemberExpression' && isPure(node))
    ? `${source.slice(node)}.`
    : null;
}

/** Whether a text uses a value before it writes it. */
function uses(text: string, use: string): boolean {
  const at = indexOfWord(text, use);
  if (at < 0) return false;
  const object = use.replace(/\.(get\(.*)?$/, '');
  const written = [` ${object} = `, `${object}.set(`, `${object} ??= `].map((each) =>
    ` ${text}`.indexOf(each),
  );
  return written.every((place) => place < 0 || place > at);
}

function indexOfWord(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!/[\w$.#]/.test(text[at - 1] ?? '')) return at;
  return -1;
}

function leaves(node: Node): boolean {
  if (node.type !== 'BlockStatement') return LEAVES.test(node.type);
  const last = node.body.at(-1);
  return last !== undefined && LEAVES.test(last.type);
}

/** The text behind a statement in its block. */
function restOf(source: Source, { node, parent }: Place): string {
  return parent?.node.type === 'BlockStatement' ? source.text.slice(node.end, parent.node.end) : '';
}

/** The same `if` right behind itself, and behind its `else`. */
function askedAgain(source: Source): string[] {
  const found: string[] = [];
  for (const { node } of source.of('BlockStatement'))
    for (const [at, one] of node.body.entries()) {
      const next = node.body[at + 1];
      if (one.type !== 'IfStatement' || next?.type !== 'IfStatement') continue;
      if (leaves(one.consequent) && source.slice(one.test) === source.slice(next.test))
        found.push(`${source.slice(next.test)} again`);
    }
  for (const { node } of source.of('IfStatement'))
    for (let at = node.alternate; at?.type === 'IfStatement'; at = at.alternate)
      if (source.slice(at.test) === source.slice(node.test)) found.push(`${source.slice(at.test)} again`);
  return found;
}

/** Operands that stand twice in one chain of `&&` or `||`. */
function twiceInChain(source: Source): string[] {
  const found: string[] = [];
  for (const { node, parent } of source.of('LogicalExpression')) {
    if (parent?.node.type === 'LogicalExpression' && parent.node.operator === node.operator) continue;
    const operands = chainOf(node, node.operator).map((each) => source.slice(each));
    for (const [at, text] of operands.entries())
      if (operands.indexOf(text) < at && operands[at - 1] !== text) found.push(`${text} twice`);
  }
  return found;
}

function chainOf(node: Node, operator: string): Node[] {
  const inner = bare(node);
  if (inner.type !== 'LogicalExpression' || inner.operator !== operator) return [inner];
  return [...chainOf(inner.left, operator), ...chainOf(inner.right, operator)];
}

/** Parts of a date in local time in a file that counts in UTC, and the other way round: those of which there are fewer. */
function mixedClocks(source: Source): string[] {
  const calls = source.of('CallExpression').map(({ node }) => ({ name: calleeName(node) ?? '', node }));
  const utc = calls.filter(({ name }) => /^(get|set)UTC|^(UTC|toISOString)$/.test(name));
  const local = calls.filter(({ name }) =>
    /^(get|set)(Date|Day|Month|FullYear|Hours|Minutes|Seconds)$/.test(name),
  );
  if (utc.length === 0 || local.length === 0) return [];
  return (utc.length >= local.length ? local : utc).map(
    ({ node }) => `${source.slice(node.callee as Node)} mixed`,
  );
}
