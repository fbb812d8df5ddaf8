import type { Node } from 'oxc-parser';
import type { Scopes } from '../syntax/binding.ts';
import {
  bare,
  calleeName,
  type FunctionNode,
  functionName,
  isFunction,
  isLoop,
  memberName,
} from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';

/** Methods whose callback has to return something. */
const ASKING = /^(map|filter|some|every|find|findIndex|findLast|flatMap|reduce|sort|toSorted)$/;
const TYPES = /^(string|number|bigint|boolean|symbol|undefined|object|function)$/;
/** Methods of lists and texts, which nobody reads but to call them. */
const METHODS =
  /^(map|filter|push|pop|shift|slice|splice|join|some|every|find|includes|indexOf|concat|split|trim|replace|charAt|reverse|sort)$/;
const LEAVES = /^(Return|Throw|Continue|Break)Statement$/;

/**
 * Mistakes that checkers of style know: a callback that returns nothing, one list for all entries, a comparator that says yes or
 * no, an assignment as a condition, code behind `return`, a loop that always leaves in its first turn, an absent index that
 * counts as yes, a type that does not exist, a promise that is not awaited where its value is used.
 * @returns their texts
 */
export function badHabits(source: Source, scopes: Scopes): string[] {
  const found: Node[] = [];
  for (const { node } of source.of('CallExpression')) if (isBadCall(source, node)) found.push(node);
  for (const { node } of source.of('BinaryExpression'))
    if (isBadComparison(source, scopes, node)) found.push(node);
  for (const { node } of source.of('IfStatement', 'ConditionalExpression'))
    if (isBadTest(bare(node.test))) found.push(node.test);
  for (const place of source.of('MemberExpression')) if (isUncalled(place, scopes)) found.push(place.node);
  for (const { node } of source.of('ForInStatement'))
    if (scopes.kind(bare(node.right)) === 'array') found.push(node.right);
  for (const { node } of source.of('UnaryExpression'))
    if (node.operator === 'delete' && isEntry(scopes, bare(node.argument))) found.push(node);
  return [
    ...found.map((node) => source.slice(node)),
    ...unreachable(source),
    ...onceOnly(source),
    ...statefulPatterns(source),
    ...unawaited(source),
    ...repeatedKeys(source),
  ];
}

/** Whether a method of a list or a text is taken for a value. */
function isUncalled({ node, key, parent }: Place, scopes: Scopes): boolean {
  if (!METHODS.test(memberName(node) ?? '') || node.type !== 'MemberExpression') return false;
  if (!/^(array|string)$/.test(scopes.kind(bare(node.object)))) return false;
  return (
    key !== 'callee' && parent?.node.type !== 'MemberExpression' && parent?.node.type !== 'UnaryExpression'
  );
}

function isBadCall(source: Source, call: Node): boolean {
  if (call.type !== 'CallExpression') return false;
  const name = calleeName(call) ?? '';
  const [first, second] = call.arguments;
  if (!first) return false;
  const given = bare(first as Node);
  if (name === 'fill') return /^(Array|Object|New)Expression$/.test(given.type) && !second;
  if (name === 'forEach') return isFunction(given) && given.async;
  if (name === 'map' && /(^|\.)parseInt$/.test(source.slice(given))) return true;
  if (!ASKING.test(name) || memberName(call.callee) === null || !isFunction(given)) return false;
  if (/sort/i.test(name) && given.body && isComparison(bare(given.body as Node))) return true;
  if (given.body?.type !== 'BlockStatement' || given.generator) return false;
  const { start, end } = given.body;
  const inside = source.of('ReturnStatement', 'ThrowStatement');
  return !inside.some(({ node }) => node.start > start && node.end < end && node.argument);
}

function isComparison(node: Node): boolean {
  return node.type === 'BinaryExpression' && /^[<>]=?$/.test(node.operator);
}

function isBadComparison(source: Source, scopes: Scopes, node: Node): boolean {
  if (node.type !== 'BinaryExpression') return false;
  const [left, right] = [bare(node.left as Node), bare(node.right)];
  const isIndex =
    left.type === 'CallExpression' && /^(indexOf|search|findIndex)$/.test(calleeName(left) ?? '');
  if (isIndex && node.operator === '>' && source.slice(right) === '0') return true;
  if (node.operator === 'in') return scopes.kind(right) === 'array' || isNegated(left);
  if (!/^[!=]==?$/.test(node.operator)) return false;
  if (source.slice(right) === 'NaN' || /^(Array|Object)Expression$/.test(right.type)) return true;
  if (left.type === 'UnaryExpression' && left.operator === 'typeof')
    return right.type === 'Literal' && !TYPES.test(String(right.value));
  return isNegated(left) && !isNegated(right) && right.type !== 'Literal';
}

function isNegated(node: Node): boolean {
  return node.type === 'UnaryExpression' && node.operator === '!';
}

/** An assignment, or the index that a search returns, which is -1 where nothing is found. */
function isBadTest(test: Node): boolean {
  const inner = isNegated(test) && test.type === 'UnaryExpression' ? bare(test.argument) : test;
  if (inner.type === 'AssignmentExpression') return inner.operator === '=';
  return inner.type === 'CallExpression' && /^(indexOf|findIndex|lastIndexOf)$/.test(calleeName(inner) ?? '');
}

function isEntry(scopes: Scopes, node: Node): boolean {
  return node.type === 'MemberExpression' && node.computed && scopes.kind(bare(node.object)) === 'array';
}

/** What stands behind a statement that leaves. */
function unreachable(source: Source): string[] {
  return source.of('BlockStatement', 'Program').flatMap(({ node: { body } }) => {
    const at = body.findIndex(({ type }) => LEAVES.test(type));
    const next = at >= 0 ? body.slice(at + 1).find(({ type }) => !/Function|^TS/.test(type)) : undefined;
    return next ? [`${source.slice(next)} is never reached`] : [];
  });
}

/** Loops that leave in their first turn. */
function onceOnly(source: Source): string[] {
  return source.places
    .filter(({ node }) => {
      if (!isLoop(node) || !('body' in node)) return false;
      const body = node.body as Node;
      if (body.type !== 'BlockStatement') return /^(Return|Throw|Break)Statement$/.test(body.type);
      const last = body.body.at(-1);
      if (!last || !/^(Return|Throw|Break)Statement$/.test(last.type)) return false;
      return !/\bcontinue\b/.test(source.slice(body));
    })
    .map(({ node }) => `${source.slice(node).slice(0, 80)} once`);
}

/** Patterns with a position of their own that are asked whether a text fits, outside of a loop. */
function statefulPatterns(source: Source): string[] {
  const patterns = new Set(
    source
      .of('VariableDeclarator')
      .filter(({ node }) => node.init && /^\/.*\/\w*[gy]\w*$/.test(source.slice(node.init)))
      .map(({ node }) => source.slice(node.id)),
  );
  return source
    .of('CallExpression')
    .filter(({ node: { callee } }) => {
      return (
        callee.type === 'MemberExpression' &&
        memberName(callee) === 'test' &&
        patterns.has(source.slice(callee.object))
      );
    })
    .map(({ node }) => `${source.slice(node)} keeps its place`);
}

/** Calls of async functions of the file whose value is used before it is there. */
function unawaited(source: Source): string[] {
  const functions = source.of('FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression');
  const waiting = new Set(
    (functions as Place<FunctionNode>[])
      .filter(({ node }) => node.async && !node.generator)
      .map((place) => functionName(place)),
  );
  return source
    .of('CallExpression')
    .filter(({ node, key, parent }) => {
      if (node.callee.type !== 'Identifier' || !waiting.has(node.callee.name)) return false;
      const above = parent?.node.type ?? '';
      if (above === 'UnaryExpression' && parent && source.text.startsWith('void', parent.node.start))
        return false;
      if (key === 'test' || /^(Binary|Unary|SpreadElement|TemplateLiteral)/.test(above)) return true;
      const member = key === 'object' && parent ? memberName(parent.node) : null;
      return member !== null && !/^(then|catch|finally)$/.test(member);
    })
    .map(({ node }) => `${source.slice(node)} is a promise`);
}

/** Keys that an object has twice, and cases that stand twice. */
function repeatedKeys(source: Source): string[] {
  const lists = [
    ...source
      .of('ObjectExpression')
      .map(({ node }) =>
        node.properties.flatMap((each) =>
          each.type === 'Property' && !each.computed && each.kind === 'init' ? [source.slice(each.key)] : [],
        ),
      ),
    ...source
      .of('SwitchStatement')
      .map(({ node }) => node.cases.flatMap(({ test }) => (test ? [source.slice(test)] : []))),
  ];
  return lists.flatMap((list) =>
    list.filter((text, at) => list.indexOf(text) < at).map((text) => `${text} twice`),
  );
}
