import type { SyntaxNode } from '../../checks/program.ts';
import { type Add, type FactFinder, quote } from '../fact.ts';
import { keyOf } from '../fold.ts';
import { pathOf } from '../path.ts';
import { bare, isFunction, type Reading } from '../reading.ts';
import { boundOf } from './loops.ts';
import { number } from './timers.ts';

/** Memory of so many places, or so many steps of a computation, are no ordinary work. */
const PLACES = 10_000_000;
const STEPS = 100_000_000;
/** The exponent of a large integer: the result has as many bits. */
const BITS = 1_000_000;

const SIZED =
  /^(Array|repeat|alloc|allocUnsafe|padStart|padEnd|ArrayBuffer|SharedArrayBuffer|\w+Array|fill)$/;

/** Memory, computations and waits without an end that a request would live to see. */
export const findEndless: FactFinder = (reading, add) => {
  for (const { node } of reading.nodes) {
    if (/^(Call|New)Expression$/.test(node.type)) {
      sizeFact(reading, node, add);
      waitFact(reading, node, add);
    }
    if (node.type === 'ForStatement') stepsFact(reading, node, add);
    if (node.type === 'BinaryExpression') integerFact(reading, node, add);
  }
};

function sizeFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const callee = bare(node.callee);
  const name = callee.name ?? callee.property?.name ?? '';
  const [first] = node.arguments;
  if (!first) return;
  const size = SIZED.test(name) ? number(reading, first) : name === 'from' ? lengthOf(reading, first) : null;
  if (size !== null && size >= PLACES)
    add('repetition', `size:${size}`, `takes memory for ${size} places`, node);
}

/** `Array.from({ length: 10 })` */
function lengthOf(reading: Reading, node: SyntaxNode): number | null {
  const at = bare(node);
  const length = at.properties?.find(
    (each: SyntaxNode) => each.type === 'Property' && keyOf(reading, each) === 'length',
  );
  return length ? number(reading, length.value) : null;
}

/** Loops in loops, by the product of their bounds. */
function stepsFact(reading: Reading, node: SyntaxNode, add: Add): void {
  let steps = 1;
  for (let at: SyntaxNode | null = node; at && !isFunction(at); at = reading.parent(at)) {
    if (at.type === 'ForStatement' && at.test) steps *= boundOf(reading, bare(at.test)) ?? 1;
  }
  if (steps >= STEPS) add('repetition', `steps:${steps}`, `computes ${steps} times`, node);
}

/** `2n ** 100_000_000n`, `1n << 100_000_000n` */
function integerFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const right = bare(node.right);
  if (!/^(\*\*|<<)$/.test(node.operator) || typeof right.bigint !== 'string') return;
  if (Number(right.bigint) >= BITS) {
    const said = quote(reading.text.slice(node.start, node.end));
    add('repetition', `integer:${right.bigint}`, `computes ${said}, which takes without end`, node);
  }
}

/** `new Promise(() => {})`, `Promise.race([])`: what waits for it never continues. */
function waitFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const { root, names } = pathOf(reading, node.callee);
  if (root.kind !== 'global' || root.name !== 'Promise') return;
  const given = node.arguments[0] && bare(node.arguments[0]);
  const none = names.at(-1) === 'race' && given?.type === 'ArrayExpression' && given.elements.length === 0;
  const unused = node.type === 'NewExpression' && isFunction(given) && !usesParameters(reading, given);
  if (none || unused) {
    add('unawaited', 'wait:forever', 'waits for a promise that nobody settles', node, { counted: true });
  }
}

function usesParameters(reading: Reading, made: SyntaxNode): boolean {
  return reading.nodes.some(
    ({ node }) =>
      node.type === 'Identifier' &&
      node.start >= (made.body?.start ?? made.end) &&
      node.end <= made.end &&
      (node.name === 'arguments' ||
        reading
          .variable(node)
          ?.defs.some((each) => (each.node as unknown as SyntaxNode) === made && each.type === 'Parameter')),
  );
}
