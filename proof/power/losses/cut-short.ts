import type { SyntaxNode } from '../../checks/program.ts';
import { quote } from '../fact.ts';
import { number } from '../facts/timers.ts';
import { textOf } from '../passes-on.ts';
import { bare, isFunction, type Reading } from '../reading.ts';

const LOOP = /^(?:While|DoWhile|For|ForOf|ForIn)Statement$/;
/** A bound of one or two is a shape, not a limit. */
const LEAST = 3;

/**
 * Loops that end newly with less than they gathered before: by a number that is written out, or with a fixed value in place of what the
 * function gives otherwise. Work that waits has bounds of its own, as retries do.
 */
export function cutShort(old: Reading, after: Reading): string[] {
  const known = endsOf(old);
  return [...endsOf(after)].flatMap(([key, what]) => (known.has(key) ? [] : [what]));
}

/** The ways in which loops end early, by what they say. */
function endsOf(reading: Reading): Map<string, string> {
  const found = new Map<string, string>();
  for (const { node } of reading.nodes) {
    if (!LOOP.test(node.type) || waits(reading, node)) continue;
    for (const test of comparesIn(reading, node.test ?? null)) {
      // `n < 100` of a counter that the loop itself declares is how often it runs, not where it stops.
      if (!isCounter(node, test))
        note(found, reading, test, `ends a loop at ${quote(textOf(reading, test))}`);
    }
    for (const exit of exitsOf(reading, node)) {
      const guard = guardOf(reading, exit, node);
      const [bound] = comparesIn(reading, guard?.test ?? null);
      if (bound) note(found, reading, exit, `ends a loop at ${quote(textOf(reading, bound))}`, bound);
      else if (guard && exit.argument && isFixed(exit.argument)) {
        const value = textOf(reading, exit.argument);
        note(
          found,
          reading,
          exit,
          `answers ${quote(value)} from within a loop, in place of what it gathered`,
        );
      }
    }
  }
  return found;
}

function note(found: Map<string, string>, reading: Reading, at: SyntaxNode, what: string, bound = at): void {
  found.set(`${textOf(reading, at)} ${textOf(reading, bound)}`, what);
}

function waits(reading: Reading, loop: SyntaxNode): boolean {
  return loop.await === true || within(reading, loop).some(({ type }) => type === 'AwaitExpression');
}

/** `return` and `break` that end a loop, those of functions and loops inside it left out. */
function exitsOf(reading: Reading, loop: SyntaxNode): SyntaxNode[] {
  return within(reading, loop).filter((node) => {
    if (!/^(?:Return|Break)Statement$/.test(node.type)) return false;
    for (let at = reading.parent(node); at && at !== loop; at = reading.parent(at)) {
      if (isFunction(at) || LOOP.test(at.type) || at.type === 'SwitchStatement') return false;
    }
    return true;
  });
}

function guardOf(reading: Reading, exit: SyntaxNode, loop: SyntaxNode): SyntaxNode | null {
  for (let at = reading.parent(exit); at && at !== loop; at = reading.parent(at))
    if (at.type === 'IfStatement') return at;
  return null;
}

/** Comparisons with a number that is written out, of what grows. */
function comparesIn(reading: Reading, test: SyntaxNode | null): SyntaxNode[] {
  if (!test) return [];
  return within(reading, test).filter((node) => {
    if (node.type !== 'BinaryExpression' || !/^[<>]=?$/.test(node.operator)) return false;
    const bound = number(reading, node.right) ?? number(reading, node.left);
    return bound !== null && bound >= LEAST;
  });
}

function isCounter(loop: SyntaxNode, test: SyntaxNode): boolean {
  const declared = loop.init?.type === 'VariableDeclaration' ? loop.init.declarations : [];
  const sides = [test.left, test.right].map((side) => bare(side).name);
  return declared.some(
    (one: SyntaxNode) =>
      sides.includes(one.id.name) && /^\d+$/.test(String(one.init && bare(one.init).value)),
  );
}

/** Nothing, or a value that is written out. */
function isFixed(argument: SyntaxNode): boolean {
  const value = bare(argument);
  return (
    value.type === 'Literal' ||
    (value.type === 'ArrayExpression' && value.elements.length === 0) ||
    (value.type === 'ObjectExpression' && value.properties.length === 0)
  );
}

function within(reading: Reading, around: SyntaxNode): SyntaxNode[] {
  return reading.nodes
    .map(({ node }) => node)
    .filter((node) => node.start >= around.start && node.end <= around.end);
}
