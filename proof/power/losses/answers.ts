import type { SyntaxNode } from '../../checks/program.ts';
import { isAlike } from '../../seen/alike.ts';
import { quote } from '../fact.ts';
import { keyOf } from '../fold.ts';
import { pathOf } from '../path.ts';
import { bare, functionsAround, isFunction, type Reading, useOf } from '../reading.ts';

const ANSWERS = /^(?:json|send|end|write|render)$/;
/** What a service must compute itself. */
const AMOUNTS = /^(?:price|amount|cents|total|cost|discount|balance|fee|credits?|salary|tax)$/i;
const SENT = /^(?:body|query|params|input|payload)$/;

/** Whole rows in place of chosen fields, and amounts that a caller names. */
export function changedAnswers(old: Reading, after: Reading): string[] {
  const [before, now] = [answersOf(old), answersOf(after)];
  const found: string[] = [];
  if (now.whole > before.whole && now.chosen < before.chosen) {
    found.push('answers whole rows where it chose their fields');
  }
  const had = sentIn(old);
  for (const name of sentIn(after)) {
    if (
      AMOUNTS.test(name.split('.')[1] ?? '') &&
      ![...had].some((other) => other === name || isAlike(other, name))
    ) {
      found.push(`takes ${quote(name)} from its caller`);
    }
  }
  return found;
}

/** How many answers choose the fields of what they answer, and how many are rows as the database gave them. */
function answersOf(reading: Reading): { whole: number; chosen: number } {
  let [whole, chosen] = [0, 0];
  for (const { node, parent } of reading.nodes) {
    const answered = answeredBy(node, parent);
    if (!answered) continue;
    if (isWhole(reading, answered)) whole += 1;
    else if (choosesIn(reading, answered)) chosen += 1;
  }
  return { whole, chosen };
}

function answeredBy(node: SyntaxNode, parent: SyntaxNode | null): SyntaxNode | null {
  if (node.type === 'ReturnStatement') return node.argument;
  if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement') return node.body;
  if (node.type !== 'CallExpression' || parent === null) return null;
  return ANSWERS.test(bare(node.callee).property?.name ?? '') ? (node.arguments[0] ?? null) : null;
}

/** `rows`, `rows[0] ?? {}`, `{ ...rows[0] }`: what a statement gave, with all its columns. */
function isWhole(reading: Reading, node: SyntaxNode): boolean {
  const at = bare(node);
  if (at.type === 'LogicalExpression') return isWhole(reading, at.left) || isWhole(reading, at.right);
  if (at.type === 'ConditionalExpression')
    return isWhole(reading, at.consequent) || isWhole(reading, at.alternate);
  if (at.type === 'ObjectExpression') {
    return at.properties.some(
      (each: SyntaxNode) => each.type === 'SpreadElement' && isWhole(reading, each.argument),
    );
  }
  if (at.type === 'CallExpression' && bare(at.callee).property?.name === 'at')
    return isWhole(reading, bare(at.callee).object);
  const { root, names } = pathOf(reading, at);
  if (root.kind === 'parameter' && names.length === 0) return isRowOf(reading, at);
  return (
    root.kind === 'value' &&
    names.includes('rows') &&
    names.every((name) => /^(?:rows|\d+)$/.test(name ?? ''))
  );
}

/** The parameter of a function that `rows.map(…)` calls. */
function isRowOf(reading: Reading, node: SyntaxNode): boolean {
  const [around] = functionsAround(reading, node);
  const call = around && reading.parent(around);
  if (call?.type !== 'CallExpression' || call.arguments[0] !== around) return false;
  const callee = bare(call.callee);
  return callee.property?.name === 'map' && isWhole(reading, callee.object);
}

function choosesIn(reading: Reading, answered: SyntaxNode): boolean {
  return reading.nodes.some(
    ({ node }) =>
      node.type === 'ObjectExpression' &&
      node.start >= answered.start &&
      node.end <= answered.end &&
      node.properties.length > 0 &&
      node.properties.every((each: SyntaxNode) => each.type === 'Property'),
  );
}

/** What is read of what was sent. */
function sentIn(reading: Reading): Set<string> {
  const found = new Set<string>();
  for (const { node } of reading.nodes) {
    if (node.type !== 'MemberExpression' || isFunction(node)) continue;
    const { root, names } = pathOf(reading, node);
    const name = keyOf(reading, node);
    const holder = names.length > 1 ? names.at(-2) : root.kind === 'parameter' ? root.name : '';
    const { user, as } = useOf(reading, node);
    const called = user?.type === 'CallExpression' && user.callee === as;
    if (name && !called && SENT.test(holder ?? '')) found.add(`${holder}.${name}`);
  }
  return found;
}
