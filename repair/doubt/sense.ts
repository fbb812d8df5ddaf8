import type { Node } from 'oxc-parser';
import type { Scopes } from '../syntax/binding.ts';
import { fieldsOf } from '../syntax/fields.ts';
import { bare, calleeName, functionName } from '../syntax/nodes.ts';
import { findScopes } from '../syntax/scope.ts';
import type { Place, Source } from '../syntax/source.ts';
import { isIndexOf, loopsAway } from './counting.ts';
import { badHabits } from './habits.ts';
import { idleParts } from './idle.ts';
import { knownConditions } from './known-conditions.ts';
import { mixedValues } from './mixed.ts';
import { mistimed } from './timing.ts';

const ARITHMETIC = new Set(['-', '*', '/', '%', '**']);
const SAME = new Set(['-', '/', '%', '===', '!==', '==', '!=', '<', '>', '<=', '>=', '&&', '||', '??']);
const ORDER = new Set(['<', '>', '<=', '>=']);
const EQUAL = new Set(['===', '!==', '==', '!=']);
const INVERSE: Readonly<Record<string, string>> = { '++': '--', '--': '++', '+=': '-=', '-=': '+=' };
const LIST_MEMBERS = /^(length|push|pop|shift|map|filter|slice|some|every|at|join|indexOf|includes|charAt)$/;
const LIST_MEMBERS_BUT_LENGTH =
  /^(push|pop|shift|map|filter|slice|some|every|at|join|indexOf|includes|charAt)$/;
const COLLECTION_MEMBERS = /^(get|set|has|add|delete|size)$/;
/** What always counts as true. */
const SOLID = new Set(['array', 'map', 'set', 'function', 'promise']);
const PLAIN = new Set(['number', 'string', 'boolean']);

/**
 * Expressions that nobody writes on purpose: a step of arithmetic with a boolean, a value in the place of an absent one
 * where none can be absent, a condition that is a list, a comparison of a number with a text, a value compared with itself,
 * a comparator for which none are alike, a choice between the same, a step that the next one undoes, `size` of a list, a thrown
 * value that is no error.
 * @returns their texts
 */
export function senselessParts(source: Source): string[] {
  const scopes = findScopes(source, fieldsOf(source));
  const isBoolean = booleans(source, scopes);
  const found: string[] = [];
  for (const place of source.of('BinaryExpression', 'LogicalExpression')) {
    const { left, right, operator } = place.node;
    if (isOdd(operator, bare(left as Node), bare(right), { source, scopes, isBoolean }))
      found.push(source.slice(place.node));
  }
  for (const { node } of source.of('CallExpression')) if (isLopsided(node)) found.push(source.slice(node));
  for (const { node } of source.of('ThrowStatement'))
    if (isNoError(node.argument)) found.push(source.slice(node));
  found.push(...sameBranches(source), ...undone(source), ...foreignSizes(source), ...loopsAway(source));
  found.push(
    ...idleParts(source),
    ...knownConditions(source),
    ...mistimed(source, scopes),
    ...badHabits(source, scopes),
    ...mixedValues(source),
  );
  for (const { node } of source.of('AssignmentExpression'))
    if (/^(\|\||\?\?)=$/.test(node.operator) && isSolid(source.placeOf(node.left as Node), scopes))
      found.push(source.slice(node));
  for (const place of source.places)
    if (isCondition(place) && isSolid(place, scopes)) found.push(`${source.slice(place.node)} holds`);
  return found;
}

/** How many senseless expressions a change brings that did not stand there before. */
export function countSenseless(before: readonly string[], after: readonly string[]): number {
  const left = [...before];
  return after.filter((text) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  }).length;
}

interface Known {
  source: Source;
  scopes: Scopes;
  isBoolean(node: Node): boolean;
}

function isOdd(operator: string, left: Node, right: Node, { source, scopes, isBoolean }: Known): boolean {
  const [one, other] = [source.slice(left), source.slice(right)];
  if (operator === '??' && (isBoolean(left) || neverAbsent(left))) return true;
  const either = isBoolean(left) || isBoolean(right);
  const isText = [left, right].some((node) => scopes.kind(node) === 'string');
  if ((ARITHMETIC.has(operator) || (operator === '+' && !isText)) && either) return true;
  if (operator === '%' && right.type === 'Literal' && !Number.isInteger(right.value)) return true;
  const isLogical = operator === '&&' || operator === '||';
  if (isLogical && (one === `!${other}` || other === `!${one}`)) return true;
  if (SAME.has(operator) && one === other && (isLogical || !/[(]/.test(one))) return true;
  if (operator === '>' && isIndexOf(source, left, right)) return true;
  if (ORDER.has(operator)) return either || [left, right].some(isWord);
  if (!EQUAL.has(operator)) return false;
  const kinds = [left, right].map((node) => (isBoolean(node) ? 'boolean' : scopes.kind(node)));
  return kinds.every((kind) => PLAIN.has(kind)) && kinds[0] !== kinds[1];
}

/** Whether an expression is a word, which nobody compares for its place in an alphabet. */
function isWord(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'string' && /^[a-z]{2}/i.test(node.value);
}

/** Whether a comparator never says that two are alike: `a - b - 1`. */
function isLopsided(call: Node): boolean {
  if (call.type !== 'CallExpression' || !/^(to)?[sS]ort(ed)?$/.test(calleeName(call) ?? '')) return false;
  const [compare] = call.arguments;
  if (compare?.type !== 'ArrowFunctionExpression' || compare.params.length !== 2) return false;
  const body = bare(compare.body as Node);
  if (body.type !== 'BinaryExpression' || !/^[-+]$/.test(body.operator)) return false;
  const sides = [body.left as Node, body.right].map(bare);
  return sides.some((side, at) => {
    const isStep = side.type === 'BinaryExpression' && /^[-+]$/.test(side.operator);
    if (side.type === 'Literal') return bare(sides[1 - at] as Node).type === 'BinaryExpression';
    return isStep && bare(side.right).type === 'Literal';
  });
}

/** Choices of which both results are the same. */
function sameBranches(source: Source): string[] {
  return source
    .of('ConditionalExpression')
    .filter(({ node }) => source.slice(node.consequent) === source.slice(node.alternate))
    .map(({ node }) => source.slice(node));
}

/** Steps of which the next one undoes what the first one does: `free++; free--;`. */
function undone(source: Source): string[] {
  const found: string[] = [];
  for (const { node } of source.of('BlockStatement'))
    for (const [at, one] of node.body.entries()) {
      const next = node.body[at + 1];
      if (one.type !== 'ExpressionStatement' || next?.type !== 'ExpressionStatement') continue;
      const [first, second] = [source.slice(one), source.slice(next)];
      const turned = first.replace(/\+\+|--|\+=|-=/, (mark) => INVERSE[mark] ?? mark);
      if (turned !== first && turned === second) found.push(`${first} ${second}`);
    }
  return found;
}

/** `size` of what is used as a list or a text elsewhere, and `length` of what is used as a collection. */
function foreignSizes(source: Source): string[] {
  const reads = source.of('MemberExpression').map(({ node }) => ({
    ...{ object: source.slice(node.object), computed: node.computed },
    ...{ name: source.slice(node.property), text: source.slice(node) },
  }));
  const has = (object: string, names: RegExp) =>
    reads.some((each) => each.object === object && !each.computed && names.test(each.name));
  return reads
    .filter(({ object, name, computed }) => {
      if (computed) return false;
      if (name === 'size') return has(object, LIST_MEMBERS);
      return name === 'length' && has(object, COLLECTION_MEMBERS) && !has(object, LIST_MEMBERS_BUT_LENGTH);
    })
    .map(({ text }) => text);
}

/** Whether what is thrown cannot be an error: a literal, or the answer of a method that makes none. */
function isNoError(node: Node): boolean {
  const thrown = bare(node);
  if (thrown.type === 'Literal' || thrown.type === 'TemplateLiteral') return true;
  return (
    thrown.type === 'CallExpression' &&
    /^(exec|match|test|slice|split|join|get|has|map|filter)$/.test(calleeName(thrown) ?? '')
  );
}

/** Whether an expression always has a value. */
function neverAbsent({ type }: Node): boolean {
  return /^(Binary|Update|Array|Object|Arrow|Function|New)\w*Expression$|^TemplateLiteral$/.test(type);
}

/** Whether an expression says yes or no: by its form, or as a call of a function of the file that only returns such. */
function booleans(source: Source, scopes: Scopes): (node: Node) => boolean {
  const results = new Map<string, boolean>();
  const isPlain = (node: Node): boolean => {
    const inner = bare(node);
    if (inner.type === 'LogicalExpression') return isPlain(inner.left) && isPlain(inner.right);
    return scopes.kind(inner) === 'boolean';
  };
  for (const place of source.of('FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression')) {
    const key = place.parent?.node.type === 'MethodDefinition' ? place.parent.node.key : null;
    const name = key ? source.slice(key) : functionName(place);
    const { body, async, generator } = place.node;
    if (!name || !body || async || generator) continue;
    const returned =
      body.type === 'BlockStatement'
        ? source
            .of('ReturnStatement')
            .filter(({ node }) => node.start >= body.start && node.end <= body.end)
            .map(({ node }) => node.argument)
        : [body];
    const says = returned.length > 0 && returned.every((value) => value !== null && isPlain(value));
    results.set(name, says && results.get(name) !== false);
  }
  return (node) => {
    const inner = bare(node);
    if (inner.type !== 'CallExpression') return isPlain(inner);
    const { callee } = inner;
    const name = callee.type === 'MemberExpression' ? source.slice(callee.property) : calleeName(inner);
    return (name !== null && results.get(name) === true) || isPlain(inner);
  };
}

/** Whether a place only decides: the test of a branch or a loop, what is negated, what comes before `&&` and `||`. */
function isCondition({ key, parent }: Place): boolean {
  const above = parent?.node;
  if (!above) return false;
  if (key === 'test') return true;
  if (key === 'argument') return above.type === 'UnaryExpression' && above.operator === '!';
  return key === 'left' && above.type === 'LogicalExpression' && above.operator !== '??';
}

/** Whether a value is a list, a collection or a function, empty or not; a parameter may be left out by who calls. */
function isSolid(place: Place, scopes: Scopes): boolean {
  const node = bare(place.node);
  if (!SOLID.has(scopes.kind(node))) return false;
  if (node.type === 'Identifier') return scopes.binding(place, node.name)?.how === 'constant';
  if (node.type !== 'MemberExpression')
    return node.type !== 'CallExpression' || scopes.kind(node) === 'array';
  return node.object.type === 'ThisExpression';
}
