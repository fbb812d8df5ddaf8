import type { SyntaxNode } from '../../checks/program.ts';
import { isAlike } from '../../seen/alike.ts';
import { quote } from '../fact.ts';
import { keyOf } from '../fold.ts';
import { textOf } from '../passes-on.ts';
import { pathOf } from '../path.ts';
import { bare, functionsAround, initOf, isFunction, type Reading, useOf } from '../reading.ts';

/** An answer that is assigned: `ctx.body = …`. */
const BODY = /^(?:ctx|context|res|response|reply|this)\.body$/;
/** Methods that give a part of a text or a list, or hide what it holds. */
const HIDES = /^(?:slice|substring|substr|replace|replaceAll|mask\w*|redact\w*|pick|omit|charAt|at)$/;
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
  const [chosen, whole, known] = [chosenIn(old), wholesIn(after), wholesIn(old)];
  for (const name of whole)
    if (chosen.has(name) && !known.has(name))
      found.push(`answers all of ${quote(name)} where it chose its fields`);
  const [cut, plain] = [cutIn(old), plainIn(old)];
  for (const name of plainIn(after))
    if (cut.has(name) && !plain.has(name)) found.push(`gives all of ${quote(name)} where it gave a part`);
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

/** What may become an answer: an object that is written out, or a value with one in its place. */
function isChoice(node: SyntaxNode): boolean {
  return /^(?:Object|Logical)Expression$/.test(node.type);
}

function textOfMember(node: SyntaxNode): string {
  const at = bare(node);
  return at.type === 'MemberExpression' ? `${bare(at.object).name ?? 'this'}.${at.property.name ?? ''}` : '';
}

/** What a property holds a part of. */
function cutIn(reading: Reading): Set<string> {
  return propertiesOf(reading, (value) => {
    const callee = value.type === 'CallExpression' ? bare(value.callee) : null;
    return callee?.type === 'MemberExpression' && HIDES.test(callee.property.name ?? '')
      ? callee.object
      : null;
  });
}

function plainIn(reading: Reading): Set<string> {
  return propertiesOf(reading, (value) =>
    /^(?:Identifier|MemberExpression)$/.test(value.type) ? value : null,
  );
}

function propertiesOf(reading: Reading, of: (value: SyntaxNode) => SyntaxNode | null): Set<string> {
  const found = new Set<string>();
  for (const { node, parent } of reading.nodes) {
    const is = node.type === 'Property' && parent?.type === 'ObjectExpression';
    const value = is ? of(bare(node.value)) : null;
    if (value) found.add(textOf(reading, value));
  }
  return found;
}

/** What a program answers fields of. */
function chosenIn(reading: Reading): Set<string> {
  const found = new Set<string>();
  for (const { node, parent } of reading.nodes) {
    const answered = answeredBy(node, parent) && bare(answeredBy(node, parent) as SyntaxNode);
    for (const each of answered?.type === 'ObjectExpression' ? answered.properties : []) {
      const value = each.type === 'Property' ? bare(each.value) : null;
      if (value?.type === 'MemberExpression') found.add(sourceNameOf(reading, value.object));
    }
  }
  return found;
}

/** What a program answers as it is, or copies into an answer. */
function wholesIn(reading: Reading): Set<string> {
  const found = new Set<string>();
  for (const { node, parent } of reading.nodes) {
    const answered = answeredBy(node, parent) && bare(answeredBy(node, parent) as SyntaxNode);
    if (!answered) continue;
    const copied = answered.type === 'ObjectExpression' ? answered.properties : [];
    const sides = answered.type === 'LogicalExpression' ? [answered.left, answered.right] : [answered];
    for (const each of [...sides, ...copied.map((one: SyntaxNode) => one.argument ?? null)]) {
      if (each && /^(?:Identifier|MemberExpression)$/.test(bare(each).type))
        found.add(sourceNameOf(reading, each));
    }
  }
  return found;
}

/** A value by what it was made of, so that another name for it is the same. */
function sourceNameOf(reading: Reading, node: SyntaxNode): string {
  const at = bare(node);
  const init = at.type === 'Identifier' ? initOf(reading.variable(at))?.init : null;
  const made = init && bare(init);
  if (made && /^(?:Identifier|MemberExpression)$/.test(made.type)) return textOf(reading, made);
  // Two functions may have a name for two values.
  const from = made ? ` of ${textOf(reading, made).split('(')[0]}` : '';
  return `${textOf(reading, at)}${from}`;
}

function answeredBy(node: SyntaxNode, parent: SyntaxNode | null): SyntaxNode | null {
  if (node.type === 'ReturnStatement') return node.argument;
  if (node.type === 'VariableDeclarator' && node.init) return isChoice(bare(node.init)) ? node.init : null;
  if (node.type === 'AssignmentExpression') return BODY.test(textOfMember(node.left)) ? node.right : null;
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
    const said: string = root.kind === 'parameter' ? root.name : (bare(node.object).name ?? '');
    const holder = names.length > 1 ? names.at(-2) : said;
    const { user, as } = useOf(reading, node);
    const called = user?.type === 'CallExpression' && user.callee === as;
    if (name && !called && SENT.test(holder ?? '')) found.add(`${holder}.${name}`);
  }
  return found;
}
