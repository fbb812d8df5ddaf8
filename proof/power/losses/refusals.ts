import type { SyntaxNode } from '../../checks/program.ts';
import { isAlike } from '../../seen/alike.ts';
import { quote } from '../fact.ts';
import { isRefusal, textOf } from '../passes-on.ts';
import { bare, isFunction, type Reading } from '../reading.ts';

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
  const turned = endings(after) > endings(old) ? passesOf(after) : [];
  return refusalsOf(old).flatMap((refusal) => {
    const kept = left.findIndex((other) => isKept(refusal, other, { now, names }));
    if (kept >= 0) {
      // A plain throw takes the place of one; a condition may have been joined to another.
      if (refusal.tests.length === 0) left.splice(kept, 1);
      return [];
    }
    // `if (fine) return it; throw …` refuses as well.
    const isTurned =
      refusal.tests.length > 0 &&
      refusal.tests.every((test) => turned.some((one) => isSame(opposite(test), one, names)));
    if (isTurned) return [];
    return [
      refusal.tests.length === 0
        ? `no longer refuses by ${refusal.shown}`
        : `no longer refuses where ${refusal.shown}`,
    ];
  });
}

function isKept(
  { tests }: Refusal,
  other: Refusal,
  { now, names }: { now: Refusal[]; names: ReadonlySet<string> },
): boolean {
  if (tests.length === 0) return other.tests.length === 0;
  return tests.every((test) => now.some((each) => each.tests.some((one) => isSame(test, one, names))));
}

/** The same condition but for slips of the pen in its names. */
function isSame(one: string, other: string, names: ReadonlySet<string>): boolean {
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
  return [textOf(reading, at)];
}
