import type { SyntaxNode } from '../../checks/program.ts';
import { type FactFinder, quote } from '../fact.ts';
import { bare, functionsAround, isFunction, type Reading } from '../reading.ts';
import { sourceOf } from './calls.ts';
import { number } from './timers.ts';

/** More repetitions than this are no ordinary retry. */
const MOST = 100;

/** Work that is repeated without a small bound: loops around what is awaited, and functions that call themselves. */
export const findLoops: FactFinder = (reading, add) => {
  for (const { node } of reading.nodes) {
    if (/^(While|DoWhile|For)Statement$/.test(node.type) && isUnbounded(reading, node)) {
      const work = workIn(reading, node.body);
      const what = work
        ? `repeats ${quote(work)} without a small bound`
        : 'repeats itself without a small bound';
      add('repetition', `loop:${work}`, what, node, { counted: true });
    }
    if (node.type === 'CallExpression') selfCall(reading, node, add);
    if (node.type === 'DebuggerStatement') add('process', 'debugger', 'stops in a debugger', node);
    if (node.type === 'Literal' && node.regex && /\([^()]*[+*}][^()]*\)[+*{]/.test(node.regex.pattern)) {
      add(
        'repetition',
        `regex:${node.regex.pattern}`,
        `matches by ${quote(node.raw)}, which can take without end`,
        node,
      );
    }
  }
};

function isUnbounded(reading: Reading, { type, test, body }: SyntaxNode): boolean {
  const condition = test && bare(test);
  const always = !condition || (condition.type === 'Literal' && Boolean(condition.value));
  const work = workIn(reading, body);
  if (always) return !(exits(reading, body) && (work === null || hasInnerBound(reading, body)));
  const bound = boundOf(reading, condition);
  if (bound !== null) return bound > MOST && work !== null;
  // A condition without a comparison says nothing of how often: `while (!answer)`.
  const compares = sourceOf(reading, condition).match(
    /[<>]|!==? *null|\.(length|size|next|done|hasMore|cursor)|next|cursor|token|more|rest|queue|page/i,
  );
  return type !== 'ForStatement' && work !== null && !compares;
}

/** The number that a condition compares with; null when it is not written out. */
export function boundOf(reading: Reading, condition: SyntaxNode): number | null {
  if (condition.type === 'LogicalExpression' && condition.operator === '&&') {
    return boundOf(reading, bare(condition.left)) ?? boundOf(reading, bare(condition.right));
  }
  if (condition.type !== 'BinaryExpression' || !/^[<>]/.test(condition.operator)) return null;
  return number(reading, /^</.test(condition.operator) ? condition.right : condition.left);
}

/** True when work that succeeds ends the loop: a `break` or `return` that is not in a `catch`. */
function exits(reading: Reading, body: SyntaxNode): boolean {
  return within(reading, body).some(
    (node) => /^(Break|Return)Statement$/.test(node.type) && !isIn(reading, node, 'CatchClause', body),
  );
}

/** True for `if (attempt >= 8) throw error;`: the loop ends by a number that is written out. */
function hasInnerBound(reading: Reading, body: SyntaxNode): boolean {
  return within(reading, body).some((node) => {
    if (node.type !== 'IfStatement') return false;
    const last = node.consequent.type === 'BlockStatement' ? node.consequent.body.at(-1) : node.consequent;
    if (!/^(Break|Return|Throw)Statement$/.test(last?.type ?? '')) return false;
    const bounds = within(reading, node.test).map((test) =>
      test.type === 'BinaryExpression' && /^>/.test(test.operator) ? number(reading, test.right) : null,
    );
    return bounds.some((bound) => bound !== null && bound <= MOST);
  });
}

/** Every node below one, itself included. */
export function within(reading: Reading, around: SyntaxNode): SyntaxNode[] {
  return reading.nodes
    .map(({ node }) => node)
    .filter((node) => node.start >= around.start && node.end <= around.end);
}

function isIn(reading: Reading, node: SyntaxNode, type: string, until: SyntaxNode): boolean {
  for (let at = reading.parent(node); at && at !== until; at = reading.parent(at))
    if (at.type === type) return true;
  return false;
}

/** What is awaited in a loop's body; null when nothing is. */
function workIn(reading: Reading, body: SyntaxNode): string | null {
  for (const node of within(reading, body)) {
    const at = node.type === 'AwaitExpression' ? bare(node.argument) : null;
    if (at?.type === 'CallExpression') return sourceOf(reading, at.callee);
  }
  return null;
}

/** A function that calls itself repeats itself; how often, nobody can read. */
function selfCall(reading: Reading, node: SyntaxNode, add: Parameters<FactFinder>[1]): void {
  const callee = node.callee && bare(node.callee);
  if (callee?.type !== 'Identifier') return;
  const variable = reading.variable(callee);
  if (!/^(FunctionName|Variable)$/.test(variable?.defs[0]?.type ?? '')) return;
  const declared = variable?.defs[0]?.node as unknown as SyntaxNode | undefined;
  const made = declared?.type === 'VariableDeclarator' && declared.init ? bare(declared.init) : declared;
  if (!made || !isFunction(made) || !functionsAround(reading, node).includes(made)) return;
  add('repetition', `recursion:${callee.name}`, `repeats ${quote(callee.name)} from within itself`, node);
}
