import type { SyntaxNode } from '../../checks/program.ts';
import { isSlip } from '../../rows/kept.ts';
import { isAlike } from '../../seen/alike.ts';
import { quote } from '../fact.ts';
import { number } from '../facts/timers.ts';
import { keyOf } from '../fold.ts';
import { PURE_METHODS } from '../harmless.ts';
import { textOf } from '../passes-on.ts';
import { bare, initOf, type Reading } from '../reading.ts';
import { isAboutLength } from './work.ts';

/** What a program asks before it decides: a comparison, a call, or a member that says yes or no. */
interface Question {
  text: string;
  /** The last name of each value that is looked at. */
  names: string[];
  texts: string[];
  numbers: number[];
}

const COMPARES = /^(?:[=!]==?|[<>]=?|in|instanceof)$/;
const SAYS_YES =
  /^(?:is|has|can|may|should|must|allow|deny|needs?)(?:[A-Z_]\w*)?$|(?:ed|able|active|valid|public|private|secure|admin|owner)$/i;
const ABOUT_TYPES = /^(?:isArray|isNaN|isBuffer)$/;
const FILTERS = /^(?:filter|some|every|find|findIndex|findLast)$/;
const LOOPS = /^(?:For|While|DoWhile)Statement$/;
/** Their spelling may be what is repaired. */
const COMPUTES = new Set([...PURE_METHODS].map((name) => name.toLowerCase()));
const CHAINED = /^(?:Call|New)Expression$/;
const DEEPEST = 12;
/** Numbers that differ by no more ask the same. */
const TUNED = 10;

/**
 * Questions that the code asked before and asks nowhere now. What was only compared in another way, or with another
 * number of the same size, is still asked. What a value is at all (its type, its length, null) does not count.
 * @param names what was observed of the service: a question may be about such a field in place of a wrong one
 */
export function lostQuestions(old: Reading, after: Reading, names: ReadonlySet<string>): string[] {
  const now = [...questionsOf(after), ...answersOf(after)];
  const counted = new Map<string, { question: Question; count: number }>();
  for (const question of questionsOf(old)) {
    const count = (counted.get(question.text)?.count ?? 0) + 1;
    counted.set(question.text, { question, count });
  }
  return [...counted.values()]
    .filter(({ question, count }) => now.filter((one) => isAsked(question, one, names)).length < count)
    .map(({ question }) => `no longer asks for ${quote(question.text)}`);
}

function isAsked(one: Question, other: Question, names: ReadonlySet<string>): boolean {
  const known = (name: string) =>
    other.names.some(
      (each) =>
        each === name ||
        (name.length > 5 && isSlip(each, name)) ||
        (!one.names.includes(each) && names.has(each)),
    );
  if (!one.names.every(known)) return false;
  if (
    !one.texts.every((text) =>
      other.texts.some((each) => (isAlike(each, text) && text.length > 2) || each === text),
    )
  )
    return false;
  if (one.numbers.length === 0) return true;
  // A number may have got a name that only another file explains.
  if (other.numbers.length === 0) return other.names.length > one.names.length;
  return one.numbers.some((each) => other.numbers.some((value) => isNear(each, value)));
}

function isNear(one: number, other: number): boolean {
  if (Math.abs(one - other) <= 1) return true;
  const ratio = other / one;
  return ratio <= TUNED && ratio >= 1 / TUNED;
}

function questionsOf(reading: Reading): Question[] {
  const found = new Map<SyntaxNode, Question>();
  const add = (node: SyntaxNode) => {
    const leaves = leavesOf(node);
    const compared = leaves.some(({ type }) => type === 'BinaryExpression');
    for (const leaf of leaves) {
      if (found.has(leaf) || isInLoop(reading, leaf)) continue;
      if (!decides(leaf) && !(compared && isOwnQuestion(reading, leaf, leaves))) continue;
      const question = readQuestion(reading, leaf, false);
      if (question.names.length > 0 && !isAboutLength(question.text)) found.set(leaf, question);
    }
  };
  for (const { node, parent } of reading.nodes) {
    if (/^(?:IfStatement|ConditionalExpression)$/.test(node.type)) add(node.test);
    if (node.type === 'LogicalExpression' && node.operator === '&&')
      add(leavesOf(node.right).some(({ type }) => type === 'BinaryExpression') ? node : node.left);
    if (
      node.type === 'LogicalExpression' &&
      node.operator === '&&' &&
      bare(node.left).type === 'BinaryExpression'
    )
      add(node);
    if (node.type === 'BinaryExpression' && COMPARES.test(node.operator)) add(node);
    if (node.type === 'ArrowFunctionExpression' && parent?.type === 'CallExpression') {
      const name = bare(parent.callee).property?.name ?? '';
      if (FILTERS.test(name) && node.body.type !== 'BlockStatement') add(node.body);
    }
  }
  return [...found.values()];
}

/** What is asked by a question, by a call whose result is used, or by a key of a table. */
function answersOf(reading: Reading): Question[] {
  return reading.nodes.flatMap(({ node, parent }) => {
    const asks =
      (node.type === 'CallExpression' && parent?.type !== 'ExpressionStatement') ||
      (node.type === 'MemberExpression' && node.computed) ||
      node.type === 'SwitchCase';
    return asks ? [readQuestion(reading, node, true)] : [];
  });
}

/** `a.b === c && !a.frozen`: a member beside a comparison, which is not only there before it is used. */
function isOwnQuestion(reading: Reading, leaf: SyntaxNode, leaves: SyntaxNode[]): boolean {
  const text = textOf(reading, leaf);
  return (
    leaf.type === 'MemberExpression' &&
    !leaves.some((other) => other !== leaf && textOf(reading, other).includes(text))
  );
}

function leavesOf(node: SyntaxNode): SyntaxNode[] {
  const at = bare(node);
  if (at.type === 'LogicalExpression' && at.operator !== '??')
    return [...leavesOf(at.left), ...leavesOf(at.right)];
  if (at.type === 'UnaryExpression' && at.operator === '!') return leavesOf(at.argument);
  return [at];
}

/** Comparisons but for those of types and null, calls but for those about types, and members that say yes or no. */
function decides(node: SyntaxNode): boolean {
  if (node.type === 'BinaryExpression') {
    return (
      COMPARES.test(node.operator) &&
      ![node.left, node.right]
        .map(bare)
        .some(
          (side) =>
            (side.type === 'Literal' && (side.value === null || side.value === '')) ||
            side.name === 'undefined' ||
            (side.type === 'UnaryExpression' && side.operator === 'typeof'),
        )
    );
  }
  const name =
    node.type === 'CallExpression'
      ? (bare(node.callee).property?.name ?? bare(node.callee).name ?? '')
      : (node.property?.name ?? node.name ?? '');
  if (node.type === 'CallExpression') return name !== '' && !ABOUT_TYPES.test(name);
  return /^(?:Identifier|MemberExpression)$/.test(node.type) && SAYS_YES.test(name);
}

/** The conditions of loops are looked at with their repetition. */
function isInLoop(reading: Reading, node: SyntaxNode): boolean {
  for (let at = node, parent = reading.parent(at); parent; at = parent, parent = reading.parent(at)) {
    if (LOOPS.test(parent.type)) return parent.test === at;
    if (/Statement$|Function/.test(parent.type)) return false;
  }
  return false;
}

/**
 * The names, texts and numbers that a question is about; methods that only compute have no name of their own.
 * @param follows adds what a name was made of, so that a comparison of two new names asks for what they hold
 */
function readQuestion(reading: Reading, node: SyntaxNode, follows: boolean): Question {
  const question: Question = { text: textOf(reading, node), names: [], texts: [], numbers: [] };
  const visit = (inner: SyntaxNode | null | undefined, depth: number): void => {
    const at = inner ? bare(inner) : null;
    if (!at || depth > DEEPEST) return;
    const further = (...nodes: (SyntaxNode | null | undefined)[]) => {
      for (const each of nodes) visit(each, depth + 1);
    };
    const value = /^(?:Literal|Identifier|BinaryExpression)$/.test(at.type) ? number(reading, at) : null;
    if (value !== null) question.numbers.push(value);
    else if (at.type === 'Literal' && typeof at.value === 'string') question.texts.push(at.value);
    else if (at.type === 'Literal' && at.regex) question.texts.push(at.regex.pattern);
    else if (at.type === 'Identifier') {
      if (!isGlobal(reading, at)) question.names.push(at.name);
      if (follows) further(initOf(reading.variable(at))?.init);
    } else if (at.type === 'MemberExpression') {
      const name = keyOf(reading, at);
      if (name !== null && !isGlobal(reading, bare(at.object))) question.names.push(name);
      further(name === null ? at.property : null);
      further(at.computed || CHAINED.test(bare(at.object).type) ? at.object : null);
    } else if (/^(?:Call|New)Expression$/.test(at.type)) {
      const callee = bare(at.callee);
      const pure =
        callee.type === 'MemberExpression' && COMPUTES.has((callee.property.name ?? '').toLowerCase());
      const isPattern = callee.name === 'RegExp';
      further(pure ? callee.object : callee, ...(isPattern ? at.arguments.slice(0, 1) : at.arguments));
    } else {
      further(at.left, at.right, at.argument, at.test, at.consequent, at.alternate);
      further(...(at.elements ?? []));
    }
  };
  visit(node, 0);
  return question;
}

function isGlobal(reading: Reading, node: SyntaxNode): boolean {
  return node.type === 'Identifier' && reading.variable(node) === null;
}
