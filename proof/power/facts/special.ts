import type { SyntaxNode } from '../../checks/program.ts';
import { type Add, type FactFinder, quote } from '../fact.ts';
import { fold } from '../fold.ts';
import { pathOf } from '../path.ts';
import { bare, isFunction, type Reading } from '../reading.ts';
import { sourceOf } from './calls.ts';

/** Names by which a service knows what a caller may do. */
const PRIVILEGED =
  /^(?:roles?|isAdmin|is_admin|admin|permissions?|scopes?|tenant(?:_?id)?|owner(?:_?id)?|user_?id|verified|plan)$/i;
const SENT = /^(?:body|query|params)$/;
const MIGHTY = /^(?:admin|administrator|root|superuser|sysadmin)$/i;

/** Cases of their own: one value that gets a written answer, a share of all values, a privilege that a caller names. */
export const findSpecial: FactFinder = (reading, add) => {
  for (const { node } of reading.nodes) {
    if (/^(?:IfStatement|ConditionalExpression)$/.test(node.type)) caseFact(reading, node, add);
    if (node.type === 'LogicalExpression' && node.operator !== '&&') tableFact(reading, node, add);
    if (node.type === 'CallExpression') afterwardsFact(reading, node, add);
    if (node.type === 'MemberExpression') privilegeFact(reading, node, add);
    if (node.type === 'Literal' && typeof node.value === 'string' && MIGHTY.test(node.value)) {
      add('guard', `mighty:${node.value}`, `names the role ${quote(node.value)}`, node, { counted: true });
    }
  }
};

function caseFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const one = singledOut(reading, node.test);
  if (!one) return;
  const branches = [node.consequent, node.alternate].filter(Boolean);
  if (!branches.some((branch) => isWritten(reading, branch) && !isBound(reading, branch, node.test))) return;
  add('telling_apart', `case:${one}`, `answers what is written out where ${quote(one)}`, node);
}

/** `n > 100 ? 100 : n` clamps; `0`, `''` and `null` are no answers of a probe. */
function isBound(reading: Reading, branch: SyntaxNode, test: SyntaxNode): boolean {
  const at = bare(test);
  if (at.type !== 'BinaryExpression' || !/^[<>]=?$/.test(at.operator)) return false;
  const text = fold(reading, branch.type === 'ReturnStatement' ? branch.argument : branch)?.text ?? '';
  const bound = [at.left, at.right].map((side) => fold(reading, side)?.text);
  return /^(?:|0|null|undefined|true|false)$/.test(text) || bound.includes(text);
}

/** A condition that only one value meets, or a share of all values. */
function singledOut(reading: Reading, test: SyntaxNode): string | null {
  const at = bare(test);
  if (at.type === 'LogicalExpression') return singledOut(reading, at.left) ?? singledOut(reading, at.right);
  const said = sourceOf(reading, at);
  if (at.type !== 'BinaryExpression') return null;
  if (at.operator === '%') return said;
  const sides = [bare(at.left), bare(at.right)];
  if (/^[<>]=?$/.test(at.operator)) {
    const bound = sides.find((side) => side.type === 'Literal')?.value;
    return typeof bound === 'number' && bound > 1 && !/status|code/i.test(said) ? said : null;
  }
  if (!/^===?$/.test(at.operator)) return null;
  if (sides.some((side) => side.type === 'BinaryExpression' && side.operator === '%')) return said;
  const value = sides.find((side) => side.type === 'Literal' && !side.regex)?.value;
  const other = sides.find((side) => side.type !== 'Literal');
  if (!other || other.type === 'UnaryExpression') return null;
  const particular =
    typeof value === 'number' ? Math.abs(value) > 1 : typeof value === 'string' && /\d/.test(value);
  return particular ? said : null;
}

/** An answer that is written out: a literal, or a call that answers nothing but literals. */
function isWritten(reading: Reading, branch: SyntaxNode): boolean {
  if (branch.type === 'BlockStatement')
    return branch.body.length > 0 && isWritten(reading, branch.body.at(-1));
  if (branch.type === 'ReturnStatement')
    return branch.argument !== null && isWritten(reading, branch.argument);
  if (branch.type === 'ExpressionStatement') return isWritten(reading, branch.expression);
  const at = bare(branch);
  if (at.type === 'ObjectExpression')
    return (
      at.properties.length > 0 &&
      at.properties.every((each: SyntaxNode) => each.value && isWritten(reading, each.value))
    );
  if (at.type === 'ArrayExpression')
    return (
      at.elements.length > 0 && at.elements.every((each: SyntaxNode) => each && isWritten(reading, each))
    );
  if (at.type === 'CallExpression') {
    const { root, names } = pathOf(reading, at.callee);
    const refuses = /\b[45]\d\d\b/.test(sourceOf(reading, at));
    return (
      root.kind === 'parameter' &&
      names.at(-1) === 'json' &&
      !refuses &&
      at.arguments.every((each: SyntaxNode) => isWritten(reading, each))
    );
  }
  return !isFunction(at) && fold(reading, at)?.whole === true;
}

/** `KNOWN[id] ?? work(id)`: answers of a table for some values. */
function tableFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const left = bare(node.left);
  if (left.type !== 'MemberExpression' || !left.computed || isWritten(reading, node.right)) return;
  const { root, names } = pathOf(reading, left.object);
  if (root.kind !== 'made' || names.length > 0) return;
  const said = sourceOf(reading, left);
  add('telling_apart', `table:${said}`, `answers by ${quote(said)} in place of its work`, node);
}

function privilegeFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const { names } = pathOf(reading, node);
  const name = names.at(-1);
  if (!name || !PRIVILEGED.test(name) || !SENT.test(names.at(-2) ?? '')) return;
  const said = `${names.at(-2)}.${name}`;
  add('guard', `privilege:${said}`, `takes ${quote(said)} from its caller`, node);
}

/** `.finally(() => fetch(…))`: a request behind the answer, whose end nobody uses. */
function afterwardsFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const callee = bare(node.callee);
  const [given] = node.arguments;
  if (callee.type !== 'MemberExpression' || callee.property.name !== 'finally' || !given) return;
  const asks = reading.nodes.some(({ node: each }) => {
    if (each.type !== 'CallExpression' || each.start < given.start || each.end > given.end) return false;
    const { root, names } = pathOf(reading, each.callee);
    return (
      (root.kind === 'global' && root.name === 'fetch') ||
      /^(?:query|execute|request)$/.test(names.at(-1) ?? '')
    );
  });
  if (asks)
    add('unawaited', 'finally:asks', 'asks once more behind the answer, by `finally`', node, {
      counted: true,
    });
}
