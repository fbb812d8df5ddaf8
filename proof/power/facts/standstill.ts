import type { SyntaxNode } from '../../checks/program.ts';
import { type FactFinder, quote } from '../fact.ts';
import { bare, type Reading } from '../reading.ts';
import { sourceOf } from './calls.ts';
import { within } from './loops.ts';
import { number } from './timers.ts';

/** Loops that may stand still: no part of their condition comes nearer to its end, or a step of them may be none. */
export const findStandstills: FactFinder = (reading, add) => {
  for (const { node } of reading.nodes) {
    if (!/^(While|DoWhile|For)Statement$/.test(node.type) || !node.test) continue;
    const { test, update } = node;
    if (!(update && mayBeNone(reading, update)) && !standsStill(reading, node)) continue;
    const said = quote(sourceOf(reading, test));
    add('repetition', `still:${said}`, `repeats while ${said}, which may never end`, node, { counted: true });
  }
};

/** `i += far ? 0 : 1`: a step that is chosen may be none. */
function mayBeNone(reading: Reading, update: SyntaxNode): boolean {
  const at = bare(update);
  if (at.type !== 'AssignmentExpression' || !/^[+-]=$/.test(at.operator)) return false;
  const step = bare(at.right);
  return /^(Conditional|Logical)Expression$/.test(step.type) || number(reading, step) === 0;
}

function standsStill(reading: Reading, loop: SyntaxNode): boolean {
  const parts: (SyntaxNode | null | undefined)[] = [loop.body, loop.update, loop.test];
  const inside = parts.flatMap((part) => (part ? within(reading, part) : []));
  if (inside.some(({ type }) => /^(Break|Return|Throw|Await|Yield)(Statement|Expression)$/.test(type)))
    return false;
  return conditionsOf(loop.test).every((condition) => !comesNearer(reading, condition, inside));
}

/** One of them has to fail for the loop to end; an `||` is looked at as one condition. */
function conditionsOf(test: SyntaxNode): SyntaxNode[] {
  const at = bare(test);
  if (at.type !== 'LogicalExpression' || at.operator !== '&&') return [at];
  return [...conditionsOf(at.left), ...conditionsOf(at.right)];
}

function comesNearer(reading: Reading, condition: SyntaxNode, inside: SyntaxNode[]): boolean {
  const roots = new Set(namesIn(reading, condition));
  // What a call gives may be another value each time.
  if (within(reading, condition).some(({ type }) => /^(Call|Assignment|Update|New)Expression$/.test(type)))
    return true;
  const steps = inside.filter((node) => changes(node, roots));
  if (steps.length === 0) return false;
  const toward = directionOf(condition);
  return toward === null || !steps.every((step) => isAgainst(reading, step, toward));
}

/** True for what may change one of the names: an assignment, or a call that gets it or is made on it. */
function changes(node: SyntaxNode, names: Set<string>): boolean {
  if (node.type === 'AssignmentExpression') return holdsOne(node.left, names);
  if (node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node.operator === 'delete')) {
    return holdsOne(node.argument, names);
  }
  if (!/^(Call|New)Expression$/.test(node.type)) return false;
  return [node.callee, ...node.arguments].some((each: SyntaxNode) => holdsOne(each, names));
}

function holdsOne(node: SyntaxNode, names: Set<string>): boolean {
  const at = bare(node);
  if (at.type === 'Identifier') return names.has(at.name);
  if (at.type === 'MemberExpression') return holdsOne(at.object, names);
  if (at.type === 'SpreadElement') return holdsOne(at.argument, names);
  // Patterns and what is built on the way may hold anything.
  return at.type !== 'Literal';
}

/** The name that must grow (`1`) or shrink (`-1`) for a comparison to fail; null where that cannot be read. */
function directionOf(condition: SyntaxNode): { name: string; way: number } | null {
  if (condition.type !== 'BinaryExpression' || !/^[<>]/.test(condition.operator)) return null;
  const left = bare(condition.left);
  if (left.type !== 'Identifier') return null;
  return { name: left.name, way: condition.operator.startsWith('<') ? 1 : -1 };
}

function isAgainst(
  reading: Reading,
  step: SyntaxNode,
  { name, way }: { name: string; way: number },
): boolean {
  if (step.type === 'UpdateExpression') {
    return bare(step.argument).name === name && (step.operator === '++' ? 1 : -1) !== way;
  }
  if (step.type !== 'AssignmentExpression' || bare(step.left).name !== name) return false;
  const by = number(reading, step.right);
  if (by === null || !/^[+-]=$/.test(step.operator)) return false;
  return (step.operator === '+=' ? by : -by) * way <= 0;
}

function namesIn(reading: Reading, node: SyntaxNode): string[] {
  return within(reading, node).flatMap(({ type, name }) => (type === 'Identifier' ? [name as string] : []));
}
