import type { SyntaxNode } from '../../checks/program.ts';
import { isAlike } from '../../seen/alike.ts';
import { quote } from '../fact.ts';
import { isRefusal, textOf } from '../passes-on.ts';
import { bare, initOf, isFunction, type Reading } from '../reading.ts';

/** A place where code refuses to go on, with the alternatives of its condition; none where it always does. */
interface Refusal {
  tests: string[];
  shown: string;
}

/**
 * Refusals that the code made before and makes no longer under the same condition, each as a sentence.
 * @param names what was observed of the service: a condition may ask for such a field in place of a wrong one
 */
export function lostRefusals(old: Reading, after: Reading, names: ReadonlySet<string>): string[] {
  const now = refusalsOf(after);
  const left = [...now];
  const all = refusalsOf(old);
  const turned = endings(after) > endings(old) ? passesOf(after) : [];
  return all.flatMap((refusal, index) => {
    const kept = left.findIndex((other) => isKept(refusal, other, { now, names }));
    // One of several that asked the same is missing.
    const same = (each: Refusal) => refusal.tests.length > 0 && each.shown === refusal.shown;
    const times = now.filter((other) => isKept(refusal, other, { now: [other], names })).length;
    const had = all.filter(same).length;
    if (had > 1 && times > 0 && times < had && all.findIndex(same) === index)
      return [`no longer refuses everywhere where ${refusal.shown}`];
    if (kept >= 0) {
      // A plain throw takes the place of one; a condition may have been joined to another.
      if (refusal.tests.length === 0) left.splice(kept, 1);
      return [];
    }
    // `if (fine) return it; throw …` refuses as well.
    const isTurned =
      refusal.tests.length > 0 &&
      refusal.tests.every((test) => turned.some((one) => isSame(opposite(test), one, names)));
    if (isTurned || isAskedByCall(refusal, after)) return [];
    return [
      refusal.tests.length === 0
        ? `no longer refuses by ${refusal.shown}`
        : `no longer refuses where ${refusal.shown}`,
    ];
  });
}

/** `!f(a)` may be asked of new names that hold the same. */
function isAskedByCall({ tests }: Refusal, after: Reading): boolean {
  const [, callee] = (tests.length === 1 && /^!([\w.]+)\(/.exec(tests[0] ?? '')) || [];
  if (!callee || !/equal|compare/i.test(callee)) return false;
  return refusalsOf(after).some((each) => each.tests.some((test) => test.startsWith(`!${callee}(`)));
}

function isKept(
  { tests }: Refusal,
  other: Refusal,
  { now, names }: { now: Refusal[]; names: ReadonlySet<string> },
): boolean {
  if (tests.length === 0) return other.tests.length === 0;
  return tests.every((test) => now.some((each) => each.tests.some((one) => isSame(test, one, names))));
}

/** What only changes how a value is read: its case, its white space, its type. */
const FORM = /\.(?:toLowerCase|toUpperCase|trim|trimStart|trimEnd|toString|normalize|getTime|valueOf)\(\)/g;

/** A condition without what makes no other of it: a form, the clock's spelling, the equal of a bound. */
function readAs(test: string): string {
  return test
    .replace(FORM, '')
    .replace(/newDate\(\)/g, 'Date.now()')
    .replace(/([<>])=/, '$1');
}

/** `!session`, where a value takes the place of a missing session, refuses nobody. */
export function neverRefuses(old: Reading, after: Reading): string[] {
  const found = (reading: Reading) =>
    reading.nodes.flatMap(({ node }) => {
      if (node.type !== 'IfStatement' || !isRefusing(reading, node.consequent)) return [];
      const at = bare(node.test);
      const asked = at.type === 'UnaryExpression' && at.operator === '!' ? bare(at.argument) : null;
      const init = asked?.type === 'Identifier' ? initOf(reading.variable(asked))?.init : null;
      const made = init && bare(init);
      const fills = made?.type === 'LogicalExpression' && made.operator !== '&&' ? bare(made.right).type : '';
      return /^(?:Object|Array|New)Expression$/.test(fills) ? [textOf(reading, at)] : [];
    });
  const before = found(old);
  return found(after)
    .filter((test) => !before.includes(test))
    .map((test) => `never refuses where ${quote(test)}: a value takes its place`);
}

/** A number by which a program answered a failure, where it answers success now. */
export function lostFailures(old: Reading, after: Reading): string[] {
  const [before, now] = [statusesOf(old), statusesOf(after)];
  const count = (all: string[], value: string) => all.filter((one) => one === value).length;
  const isLess = before.some((value) => /^[45]/.test(value) && count(now, value) < count(before, value));
  const isMore = now.some((value) => value.startsWith('2') && count(now, value) > count(before, value));
  return isLess && isMore ? ['answers success where it answered a failure'] : [];
}

function statusesOf(reading: Reading): string[] {
  return reading.nodes.flatMap(({ node, parent }) => {
    const is =
      node.type === 'Literal' && typeof node.value === 'number' && parent?.type !== 'BinaryExpression';
    return is && /^[245]\d\d$/.test(String(node.value)) ? [String(node.value)] : [];
  });
}

/** The same condition but for slips of the pen in its names. */
function isSame(one: string, other: string, names: ReadonlySet<string>): boolean {
  if (readAs(one) === readAs(other)) return true;
  // Where `a` is missing, `a?.b` is as well.
  if (/^![\w.]+$/.test(one) && other.startsWith(`${one}.`) && /^![\w.]+$/.test(other)) return true;
  const skeleton = (text: string) => text.replace(/[A-Za-z_$][\w$]*/g, '_');
  if (skeleton(one) !== skeleton(other)) return false;
  const [a, b] = [one, other].map((text) => text.match(/[A-Za-z_$][\w$]*/g) ?? []);
  return (a ?? []).every((name, index) => isAlike(name, b?.[index] ?? '') || names.has(b?.[index] ?? ''));
}

const OPPOSITES: Record<string, string> = {
  '===': '!==',
  '!==': '===',
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** The condition that holds where another does not. */
function opposite(test: string): string {
  if (/^![\w.]+$/.test(test)) return test.slice(1);
  if (/^[\w.]+$/.test(test)) return `!${test}`;
  return test.replace(/[!=]==?|[<>]=?/, (operator) => OPPOSITES[operator] ?? operator);
}

/** Conditions under which a program continues. */
function passesOf(reading: Reading): string[] {
  return reading.nodes.flatMap(({ node }) =>
    node.type === 'IfStatement' && !isRefusing(reading, node.consequent)
      ? alternatives(reading, node.test)
      : [],
  );
}

/** Functions and blocks that end by a refusal. */
function endings(reading: Reading): number {
  return reading.nodes.filter(({ node, parent }) => {
    if (node.type !== 'BlockStatement' || !parent || !isFunction(parent)) return false;
    const last = node.body.at(-1);
    return (
      Boolean(last) && /^(?:Throw|Return|Expression)Statement$/.test(last.type) && isRefusal(reading, last)
    );
  }).length;
}

function refusalsOf(reading: Reading): Refusal[] {
  return reading.nodes.flatMap(({ node, parent }): Refusal[] => {
    if (node.type === 'IfStatement') {
      if (!isRefusing(reading, node.consequent)) return [];
      const tests = alternatives(reading, node.test);
      return [{ tests, shown: quote(tests.join(' || ')) }];
    }
    if (node.type !== 'ThrowStatement' || isConditional(reading, node, parent)) return [];
    return [{ tests: [], shown: quote(reading.text.slice(node.start, node.end)) }];
  });
}

/** A branch that refuses with its only, or its last, statement. */
function isRefusing(reading: Reading, branch: SyntaxNode): boolean {
  const statements: SyntaxNode[] = branch.type === 'BlockStatement' ? branch.body : [branch];
  return statements.some(
    (each) => /^(?:Throw|Return|Expression)Statement$/.test(each.type) && isRefusal(reading, each),
  );
}

/** Throws below a condition are looked at with it, and those of a handler with what it swallows. */
function isConditional(reading: Reading, node: SyntaxNode, parent: SyntaxNode | null): boolean {
  for (let at = parent; at && !isFunction(at); at = reading.parent(at))
    if (/^(?:IfStatement|SwitchCase|CatchClause)$/.test(at.type)) return true;
  return node.argument === null;
}

function alternatives(reading: Reading, node: SyntaxNode): string[] {
  const at = bare(node);
  if (at.type === 'LogicalExpression' && at.operator === '||')
    return [...alternatives(reading, at.left), ...alternatives(reading, at.right)];
  // `a && a.b < 5` asks what `a?.b < 5` asks.
  if (at.type === 'LogicalExpression' && at.operator === '&&') {
    const [guard, asked] = [textOf(reading, bare(at.left)), textOf(reading, bare(at.right))];
    if (/^[\w.]+$/.test(guard) && asked.startsWith(`${guard}.`)) return alternatives(reading, at.right);
  }
  return [textOf(reading, at)];
}
