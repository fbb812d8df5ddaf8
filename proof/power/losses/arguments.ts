import type { SyntaxNode } from '../../checks/program.ts';
import { quote } from '../fact.ts';
import { textOf } from '../passes-on.ts';
import { pathOf } from '../path.ts';
import { bare, type Reading } from '../reading.ts';

/** What a call was given before and is given no longer, and another text in place of a variable of the environment. */
export function lostArguments(old: Reading, after: Reading): string[] {
  const [before, now] = [callsOf(old), callsOf(after)];
  const found: string[] = [];
  for (const [call, given] of before.first) {
    const left = now.first.get(call);
    if (left !== undefined && left < given) found.push(`gives less to ${quote(call)}`);
  }
  for (const [callee, times] of now.empty) {
    const had = before.empty.get(callee) ?? 0;
    const isLess = (now.full.get(callee) ?? 0) < (before.full.get(callee) ?? 0);
    if (times > had && isLess) found.push(`gives nothing to ${quote(callee)}`);
  }
  const [texts, other] = [fallbacksOf(old), fallbacksOf(after)];
  for (const [name, text] of other)
    if (texts.has(name) && texts.get(name) !== text)
      found.push(`takes ${quote(text)} where ${quote(name)} is not set`);
  return found;
}

interface Calls {
  /** How much a call is given, by its name and its first argument. */
  first: Map<string, number>;
  /** How often a call is given something, and how often nothing. */
  full: Map<string, number>;
  empty: Map<string, number>;
}

function callsOf(reading: Reading): Calls {
  const calls: Calls = { first: new Map(), full: new Map(), empty: new Map() };
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const { node } of reading.nodes) {
    if (node.type !== 'CallExpression') continue;
    const callee = bare(node.callee);
    const name = callee.property?.name ?? callee.name ?? '';
    if (name === 'release') continue;
    const [first] = node.arguments;
    count(first ? calls.full : calls.empty, name);
    if (!first) continue;
    const key = `${name}(${textOf(reading, first)})`;
    calls.first.set(key, Math.max(calls.first.get(key) ?? 0, node.arguments.length));
  }
  return calls;
}

/** `process.env.KEY ?? 'text'`, by the name of the variable. */
function fallbacksOf(reading: Reading): Map<string, string> {
  const found = new Map<string, string>();
  for (const { node } of reading.nodes) {
    if (node.type !== 'LogicalExpression' || node.operator === '&&') continue;
    const { root, names } = pathOf(reading, node.left as SyntaxNode);
    const isVariable = root.kind === 'global' && root.name === 'process' && names[0] === 'env';
    if (isVariable && bare(node.right).type === 'Literal')
      found.set(names[1] ?? '', textOf(reading, node.right));
  }
  return found;
}
