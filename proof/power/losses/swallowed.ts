import type { SyntaxNode } from '../../checks/program.ts';
import { quote } from '../fact.ts';
import { PURE_METHODS } from '../harmless.ts';
import { insideOf, passesOn, textOf } from '../passes-on.ts';
import { pathOf } from '../path.ts';
import { bare, functionsAround, initOf, isFunction, type Reading } from '../reading.ts';

/** A place where errors end, with the calls whose errors they are. */
interface Handler {
  node: SyntaxNode;
  calls: string[];
  empty: boolean;
}

/** Calls that fail only for a text that is not what it should be. */
const PARSES = /^(?:JSON\.parse|decodeURIComponent|decodeURI|URL|BigInt|RegExp|atob)$/;

/** What is newly swallowed: each sentence with its place. What the code swallowed before for the same call is not new. */
export function newlySwallowed(old: Reading | string, after: Reading): { what: string; node: SyntaxNode }[] {
  const handlers = handlersOf(after);
  if (typeof old === 'string') {
    const before = old.match(/\bcatch\b/g)?.length ?? 0;
    return handlers.length > before ? handlers.map(describe) : [];
  }
  const had = handlersOf(old);
  const swallowed = new Set(had.flatMap(({ calls }) => calls));
  const open = new Set(callsIn(old, old.root).filter((call) => !swallowed.has(call)));
  return handlers
    .filter(({ calls }) => {
      const fresh = calls.filter((call) => !swallowed.has(call));
      return (
        fresh.some((call) => open.has(call)) ||
        (handlers.length > had.length && (fresh.length > 0 || calls.length === 0))
      );
    })
    .map((handler) => describe({ ...handler, calls: handler.calls.filter((call) => !swallowed.has(call)) }));
}

function describe({ node, calls, empty }: Handler): { what: string; node: SyntaxNode } {
  const of = calls[0] ? ` of ${quote(calls[0])}` : '';
  return {
    node,
    what: empty
      ? `swallows an error${of} without a trace`
      : `swallows an error${of} and continues with a default`,
  };
}

function handlersOf(reading: Reading): Handler[] {
  return reading.nodes.flatMap(({ node, parent }): Handler[] => {
    if (node.type === 'CatchClause' && parent?.type === 'TryStatement')
      return caught(reading, node, parent.block);
    return node.type === 'CallExpression' ? [...chained(reading, node), ...settled(reading, node)] : [];
  });
}

function caught(reading: Reading, clause: SyntaxNode, block: SyntaxNode): Handler[] {
  const calls = callsIn(reading, block);
  const error = namesIn(clause.param);
  if (passesOn(reading, clause.body, { error, calls })) return [];
  if (isRetried(reading, clause) || isPredicate(block, clause.body, calls)) return [];
  return [{ node: clause, calls, empty: clause.body.body.length === 0 }];
}

/** `.catch(() => null)`, `.then(use, () => null)`. */
function chained(reading: Reading, node: SyntaxNode): Handler[] {
  const callee = bare(node.callee);
  const name = callee.type === 'MemberExpression' ? callee.property.name : '';
  const given = name === 'catch' ? node.arguments[0] : name === 'then' ? node.arguments[1] : null;
  const handler = given && functionOf(reading, given);
  if (!handler) return [];
  const calls = callsIn(reading, callee.object);
  if (passesOn(reading, handler.body, { error: namesIn(handler.params[0]), calls })) return [];
  const empty = handler.body.type === 'BlockStatement' && handler.body.body.length === 0;
  return [{ node, calls, empty }];
}

/** What is settled or raced, so that a failure or a late answer is left out. */
function settled(reading: Reading, node: SyntaxNode): Handler[] {
  const { root, names } = pathOf(reading, node.callee);
  if (root.kind !== 'global' || root.name !== 'Promise') return [];
  const [given] = node.arguments;
  if (!given) return [];
  const leavesOut = names[0] === 'allSettled' && !/\.reason\b|['"]rejected['"]/.test(reading.text);
  const replaces = names[0] === 'race' && within(reading, given).some((each) => resolvesLater(reading, each));
  return leavesOut || replaces ? [{ node, calls: callsIn(reading, given), empty: false }] : [];
}

/** `new Promise((resolve) => setTimeout(resolve, 5, null))`: gives a value when time is up. */
function resolvesLater(reading: Reading, node: SyntaxNode): boolean {
  if (node.type !== 'CallExpression' || bare(node.callee).name !== 'setTimeout' || !node.arguments[0])
    return false;
  const executor = functionsAround(reading, node).find(
    (each) => reading.parent(each)?.type === 'NewExpression',
  );
  const resolve = executor?.params[0]?.name;
  const callback = bare(node.arguments[0]);
  return (
    Boolean(resolve) &&
    (callback.name === resolve ||
      (isFunction(callback) &&
        within(reading, callback).some(
          (each) => each.type === 'CallExpression' && bare(each.callee).name === resolve,
        )))
  );
}

/** A loop that tries again, and throws behind its end or at its last try. */
function isRetried(reading: Reading, clause: SyntaxNode): boolean {
  for (let at = reading.parent(clause); at && !isFunction(at); at = reading.parent(at)) {
    if (!/^(?:For|While|DoWhile)Statement$/.test(at.type)) continue;
    const around = reading.parent(at);
    const loop = at;
    const thrownBehind =
      around?.type === 'BlockStatement' &&
      around.body.some((each: SyntaxNode) => each.start > loop.end && each.type === 'ThrowStatement');
    return thrownBehind || within(reading, clause.body).some((each) => isLastTry(reading, each));
  }
  return false;
}

/** `if (attempt >= 8) throw error;` */
function isLastTry(reading: Reading, node: SyntaxNode): boolean {
  if (
    node.type !== 'IfStatement' ||
    !within(reading, node.test).some(({ operator }) => /^[<>]=?$/.test(operator ?? ''))
  )
    return false;
  return within(reading, node.consequent).some(({ type }) => type === 'ThrowStatement');
}

/** `try { new URL(text); return true; } catch { return false; }` asks whether a text can be read. */
function isPredicate(block: SyntaxNode, body: SyntaxNode, calls: string[]): boolean {
  const answers = (at: SyntaxNode, value: boolean) => {
    const last = at.body.at(-1);
    return last?.type === 'ReturnStatement' && last.argument && bare(last.argument).value === value;
  };
  return calls.every((call) => PARSES.test(call)) && answers(block, true) && answers(body, false);
}

function functionOf(reading: Reading, node: SyntaxNode): SyntaxNode | null {
  const at = bare(node);
  if (isFunction(at)) return at;
  if (at.type !== 'Identifier') return null;
  const variable = reading.variable(at);
  const declared = variable?.defs[0]?.node as unknown as SyntaxNode | undefined;
  const init = initOf(variable)?.init;
  if (init && isFunction(bare(init))) return bare(init);
  return declared && isFunction(declared) && variable?.defs[0]?.type === 'FunctionName' ? declared : null;
}

function namesIn(pattern: SyntaxNode | null | undefined): ReadonlySet<string> {
  if (!pattern) return new Set();
  if (pattern.type === 'Identifier') return new Set([pattern.name]);
  return new Set(
    (pattern.properties ?? []).map((each: SyntaxNode) => each.value?.name ?? each.argument?.name),
  );
}

function within(reading: Reading, around: SyntaxNode): SyntaxNode[] {
  return reading.nodes
    .map(({ node }) => node)
    .filter((node) => node.start >= around.start && node.end <= around.end);
}

/** What is called, also in functions that are handed over; methods that only compute count when nothing else is called. */
function callsIn(reading: Reading, around: SyntaxNode): string[] {
  const calls = [...insideOf(reading, around), ...within(reading, around)].filter(({ type }) =>
    /^(?:Call|New)Expression$/.test(type),
  );
  const reaching = calls.filter(({ callee }) => !PURE_METHODS.has(bare(callee).property?.name ?? ''));
  return [...new Set((reaching.length > 0 ? reaching : calls).map(({ callee }) => textOf(reading, callee)))];
}
