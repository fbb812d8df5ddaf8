import type { Node } from 'oxc-parser';
import { bare, calleeName, functionAround, isPure, memberName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';

/** Methods that change nothing, so that they are called for what they return. */
const PURE_METHODS =
  /^(slice|concat|trim|trimEnd|trimStart|replace|replaceAll|toUpperCase|toLowerCase|padStart|padEnd|join|split|toSorted|toReversed|toString|substring|includes|indexOf|keys|values|entries|has|at|flat)$/;
/** The most that the parts of a date become. */
const MOST: Readonly<Record<string, number>> = {
  Day: 6,
  Month: 11,
  Date: 31,
  Hours: 23,
  Minutes: 59,
  Seconds: 59,
};

/**
 * Statements and questions that change and decide nothing: a value written where it was read, a result that nobody takes, a
 * value that the next statement overwrites, a part of a date compared with what it never is.
 * @returns their texts
 */
export function idleParts(source: Source): string[] {
  return [
    ...writtenBack(source),
    ...dropped(source),
    ...overwritten(source),
    ...neverEqual(source),
    ...selfDefaults(source),
    ...sameArguments(source),
    ...twins(source),
  ];
}

/** `map.set(key, value)` where `value` is what was just read from there; `x = x`. */
function writtenBack(source: Source): string[] {
  const found: string[] = [];
  for (const place of source.of('ExpressionStatement')) {
    const { expression } = place.node;
    if (expression.type === 'AssignmentExpression' && expression.operator === '=') {
      if (source.slice(expression.left) === source.slice(expression.right))
        found.push(source.slice(place.node));
      continue;
    }
    if (expression.type !== 'CallExpression' || memberName(expression.callee) !== 'set') continue;
    const { callee, arguments: args } = expression;
    const [key, value] = args;
    if (callee.type !== 'MemberExpression' || !key || !value) continue;
    const read = `${source.slice(callee.object)}.get(${source.slice(key)})`;
    const isRead = source.slice(value) === read;
    if (isRead || comesFrom(source, place, source.slice(value), read)) found.push(source.slice(place.node));
  }
  return found;
}

/** Whether the statement right before declares a name as this text. */
function comesFrom(source: Source, { parent, index }: Place, name: string, text: string): boolean {
  const list = parent && 'body' in parent.node ? parent.node.body : null;
  const before = Array.isArray(list) && index ? (list[index - 1] as Node | undefined) : undefined;
  if (before?.type !== 'VariableDeclaration') return false;
  return before.declarations.some(
    ({ id, init }) => init && source.slice(id) === name && source.slice(init) === text,
  );
}

/** Calls of which only the result counts, which nobody takes. */
function dropped(source: Source): string[] {
  return source
    .of('ExpressionStatement')
    .filter(({ node: { expression } }) => {
      const call = bare(expression);
      if (call.type !== 'CallExpression') return call.type === 'BinaryExpression' || isValueAlone(call);
      const name = memberName(call.callee);
      if (name === null || call.arguments.some(({ type }) => /Function|Spread/.test(type))) return false;
      return PURE_METHODS.test(name) || /^Math\./.test(source.slice(call.callee));
    })
    .map(({ node }) => source.slice(node));
}

function isValueAlone({ type }: Node): boolean {
  return type === 'MemberExpression' || type === 'ArrayExpression' || type === 'TemplateLiteral';
}

/** Values that the next statement overwrites unread. */
function overwritten(source: Source): string[] {
  const found: string[] = [];
  for (const { node } of source.of('BlockStatement', 'Program'))
    for (const [at, one] of node.body.entries()) {
      const [first, second] = [setBy(source, one), setBy(source, node.body[at + 1])];
      if (first && second && first.target === second.target && !second.value.includes(first.target))
        found.push(`${source.slice(one)} is overwritten`);
    }
  return found;
}

function setBy(source: Source, node: Node | undefined): { target: string; value: string } | null {
  if (node?.type !== 'ExpressionStatement') return null;
  const { expression } = node;
  if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') return null;
  if (!isPure(expression.left as Node)) return null;
  return { target: source.slice(expression.left), value: source.slice(expression.right) };
}

/** Parts of a date compared with what they never are: `day.getUTCDay() === 7`. */
function neverEqual(source: Source): string[] {
  const parts = new Map<string, number>();
  for (const { node } of source.of('VariableDeclarator')) {
    const most = node.init ? mostOf(node.init) : undefined;
    if (most !== undefined) parts.set(source.slice(node.id), most);
  }
  return source
    .of('BinaryExpression')
    .filter(({ node: { left, right, operator } }) => {
      if (!/^[!=]==?$/.test(operator)) return false;
      const [value, other] = [bare(left as Node), bare(right)];
      const most = mostOf(value) ?? parts.get(source.slice(value));
      const isNumber = other.type === 'Literal' && typeof other.value === 'number';
      return most !== undefined && isNumber && Number(other.value) > most;
    })
    .map(({ node }) => `${source.slice(node)} is decided`);
}

function mostOf(node: Node): number | undefined {
  const [, part = ''] =
    /^get(?:UTC)?(\w+)$/.exec((node.type === 'CallExpression' && calleeName(node)) || '') ?? [];
  return MOST[part];
}

/** `sum ||= sum + 1`: a value that is only there where it is not needed. */
function selfDefaults(source: Source): string[] {
  return source
    .of('AssignmentExpression')
    .filter(({ node: { left, right, operator } }) => {
      return /^(\|\||\?\?)=$/.test(operator) && hasWord(source.slice(right), source.slice(left));
    })
    .map(({ node }) => source.slice(node));
}

/** `Math.min(a, a)`, `text.slice(a, a)`: both arguments are the same. */
function sameArguments(source: Source): string[] {
  return source
    .of('CallExpression')
    .filter(({ node }) => {
      const [one, other, more] = node.arguments;
      if (!one || !other || more || one.type === 'Literal' || !isPure(one as Node)) return false;
      if (!/^(min|max|slice|substring|subarray|compare\w*|is)$/.test(calleeName(node) ?? '')) return false;
      return source.slice(one) === source.slice(other);
    })
    .map(({ node }) => source.slice(node));
}

/** Two names of one function for the same value: `const height = rows.length; const width = rows.length;`. */
function twins(source: Source): string[] {
  const seen = new Set<unknown>();
  const byOwner = new Map<unknown, Set<string>>();
  const found: string[] = [];
  for (const place of source.of('VariableDeclarator')) {
    const { init, id } = place.node;
    if (!init || id.type !== 'Identifier' || place.parent?.node.type !== 'VariableDeclaration') continue;
    if (place.parent.node.kind !== 'const' || seen.has(init)) continue;
    const value = bare(init);
    if (!/^(Member|Binary)Expression$/.test(value.type) || !isPure(value)) continue;
    const owner = functionAround(place)?.node ?? null;
    const texts = byOwner.get(owner) ?? new Set();
    byOwner.set(owner, texts);
    const text = source.slice(value);
    if (texts.has(text)) found.push(`${text} under two names`);
    texts.add(text);
  }
  return found;
}

function hasWord(text: string, word: string): boolean {
  const at = text.indexOf(word);
  return at >= 0 && !/[\w$.]/.test(text[at - 1] ?? '') && !/[\w$]/.test(text[at + word.length] ?? '');
}
