import type { SyntaxNode } from '../../checks/program.ts';
import { type Add, type FactFinder, quote } from '../fact.ts';
import { fold } from '../fold.ts';
import { pathOf } from '../path.ts';
import { bare, functionsAround, initOf, isFunction, type Reading, useOf } from '../reading.ts';
import { sourceOf } from './calls.ts';
import { isCodeText } from './globals.ts';

const STARTERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'nextTick']);
/** The longest wait of an ordinary retry, in milliseconds. */
const LONGEST_WAIT = 60_000;

/** Every timer, but for a bounded wait inside of a promise and a limit that is cleared again. */
export const findTimers: FactFinder = (reading, add) => {
  for (const { node, parent } of reading.nodes) {
    if (node.type === 'CallExpression') timerFact(reading, node, add);
    if (node.type !== 'Identifier' || reading.variable(node) !== null || !STARTERS.has(node.name)) continue;
    const called = parent?.type === 'CallExpression' && bare(parent.callee) === node;
    if (!called) passedOn(reading, node, parent, add);
  }
};

function timerFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const { root, names } = pathOf(reading, node.callee);
  const global = root.kind === 'global' && (names.length === 0 || root.name === 'process');
  const name = global ? (names[0] ?? (root.kind === 'global' ? root.name : '')) : '';
  if (!STARTERS.has(name)) return;
  const [callback, delay] = node.arguments;
  if (isCodeText(reading, callback)) {
    add('dynamic_code', `timer-text:${name}`, `passes a text to ${name}, which runs it as code`, node, {
      refused: true,
    });
    return;
  }
  const short = isShort(reading, delay);
  if (
    name === 'setTimeout' &&
    short &&
    (isWait(reading, node, callback) || isClearedLimit(reading, node, callback))
  )
    return;
  const long = short ? '' : ', with a delay that is long or unknown';
  add(
    'timer',
    `timer:${name}:${sourceOf(reading, callback ?? node)}`,
    `starts a timer with ${name}${long}`,
    node,
    { counted: true },
  );
}

/** Handed on, as to `promisify`. */
function passedOn(reading: Reading, node: SyntaxNode, parent: SyntaxNode | null, add: Add): void {
  if (parent?.type === 'MemberExpression' || parent?.type === 'VariableDeclarator') return;
  if (parent?.type === 'CallExpression' && sourceOf(reading, parent.callee).endsWith('promisify')) return;
  add('timer', `timer:${node.name}:passed`, `passes ${quote(node.name)} on`, node);
}

function isShort(reading: Reading, delay: SyntaxNode | undefined): boolean {
  if (!delay) return true;
  const folded = number(reading, delay);
  return folded === null || (folded >= 0 && folded <= LONGEST_WAIT);
}

/** A number that is written out, also as a product. */
export function number(reading: Reading, node: SyntaxNode, depth = 0): number | null {
  const at = bare(node);
  if (depth > 20) return null;
  if (at.type === 'BinaryExpression' && /^[-+*/]$|^\*\*$/.test(at.operator)) {
    const [left, right] = [number(reading, at.left, depth + 1), number(reading, at.right, depth + 1)];
    if (left === null || right === null) return null;
    if (at.operator === '+') return left + right;
    if (at.operator === '-') return left - right;
    if (at.operator === '*') return left * right;
    return at.operator === '/' ? left / right : left ** right;
  }
  if (at.type === 'Identifier') {
    const found = initOf(reading.variable(at));
    return found ? number(reading, found.init, depth + 1) : null;
  }
  const text = fold(reading, at);
  return text?.whole && text.text.trim() !== '' && Number.isFinite(Number(text.text))
    ? Number(text.text)
    : null;
}

/** `new Promise((resolve) => setTimeout(resolve, 100))`: the callback only settles the promise. */
function isWait(reading: Reading, node: SyntaxNode, callback: SyntaxNode | undefined): boolean {
  const executor = functionsAround(reading, node).find((each) => {
    const user = reading.parent(each);
    return user?.type === 'NewExpression' && bare(user.callee).name === 'Promise';
  });
  if (!executor || !callback) return false;
  const settles = executor.params.map((each: SyntaxNode) => each.name);
  const at = bare(callback);
  if (at.type === 'Identifier') return settles.includes(at.name);
  const call = onlyCall(at);
  return Boolean(call && settles.includes(bare(call.callee).name));
}

/** A limit that aborts or rejects, and is cleared by `clearTimeout`. */
function isClearedLimit(reading: Reading, node: SyntaxNode, callback: SyntaxNode | undefined): boolean {
  const { user } = useOf(reading, node);
  const name =
    user?.type === 'VariableDeclarator'
      ? user.id.name
      : user?.type === 'AssignmentExpression'
        ? bare(user.left).name
        : null;
  const cleared = reading.nodes.some(
    ({ node: other }) =>
      other.type === 'CallExpression' &&
      bare(other.callee).name === 'clearTimeout' &&
      other.arguments[0] &&
      bare(other.arguments[0]).name === name,
  );
  const call = callback && onlyCall(bare(callback));
  const called = call && bare(call.callee);
  const aborts =
    called?.type === 'MemberExpression'
      ? called.property.name === 'abort'
      : /^(reject|resolve|abort)$/i.test(called?.name ?? '');
  return Boolean(name && cleared && aborts);
}

/** The one call that a callback consists of. */
function onlyCall(callback: SyntaxNode): SyntaxNode | null {
  if (!isFunction(callback)) return null;
  const { body } = callback;
  const statements =
    body.type === 'BlockStatement' ? body.body : [{ type: 'ExpressionStatement', expression: body }];
  const [only] = statements;
  if (statements.length !== 1 || only.type !== 'ExpressionStatement') return null;
  const at = bare(only.expression);
  return at.type === 'CallExpression' ? at : null;
}
