import type { SyntaxNode } from '../../checks/program.ts';
import { type Add, type FactFinder, quote } from '../fact.ts';
import { fold, HOLE } from '../fold.ts';
import { CHANGING_METHODS, PURE_METHODS } from '../harmless.ts';
import { beginOf, type Path, pathOf } from '../path.ts';
import { bare, isFunction, type Reading, useOf } from '../reading.ts';
import { isPureImport, isReaching } from './modules.ts';

const LISTENERS =
  /^(on|once|addListener|prependListener|addEventListener|subscribe|listen|watch|addHook|use|route|get|post|put|patch|all|hook|register)$/;
const RUNS_CALLBACK =
  /^(map|filter|some|every|find|findIndex|findLast|flatMap|forEach|reduce|reduceRight|then|catch|finally)$/;
/** Calls that give back what was taken. */
const CLEANS_UP = new Set(['release']);
/** Methods by which frameworks give an answer its status and its body. */
const ANSWERS = new Set(['status', 'json', 'code', 'sendStatus', 'type']);
const LOGS = /^(log|logger|console)$/i;
const LOG_METHODS = new Set(['debug', 'info', 'warn', 'error', 'trace', 'fatal', 'log']);

/** Every call of something that was not made in the file, and every call that nobody waits for. */
export const findCalls: FactFinder = (reading, add) => {
  for (const { node, parent } of reading.nodes) {
    if (node.type === 'CallExpression') {
      callFact(reading, node, node.callee, add);
      unawaitedFact(reading, node, parent, add);
      forEachFact(reading, node, add);
    }
    if (node.type === 'TryStatement' && node.finalizer && leaves(reading, node.finalizer)) {
      add('guard', 'swallow', 'swallows an error by leaving a `finally`', node.finalizer, { counted: true });
    }
    if (node.type === 'NewExpression') newFact(reading, node, add);
    if (node.type === 'TaggedTemplateExpression') callFact(reading, node, node.tag, add);
    if (node.type === 'Decorator')
      add(
        'hook',
        `decorator:${sourceOf(reading, node)}`,
        `adds the decorator ${quote(sourceOf(reading, node))}`,
        node,
      );
  }
};

/** True for a block that its own `return`, `break` or `continue` leaves, so that no error gets out. */
function leaves(reading: Reading, block: SyntaxNode): boolean {
  return reading.nodes.some(({ node }) => {
    if (!/^(Return|Break|Continue)Statement$/.test(node.type)) return false;
    if (node.start < block.start || node.end > block.end) return false;
    for (let at = reading.parent(node); at && at !== block; at = reading.parent(at)) {
      if (isFunction(at)) return false;
      if (/^(For|While|DoWhile|Switch)/.test(at.type) && node.type !== 'ReturnStatement' && !node.label)
        return false;
    }
    return true;
  });
}

function callFact(reading: Reading, node: SyntaxNode, callee: SyntaxNode, add: Add): void {
  const path = pathOf(reading, callee);
  const { root, names } = path;
  const name = names.at(-1);
  if (root.kind === 'global') return; // See the facts of globals.
  if (root.kind === 'import') {
    importedCall(reading, node, path, add);
    return;
  }
  if (names.length === 0) {
    const direct = bare(callee);
    if (root.kind === 'made' || root.kind === 'parameter' || root.kind === 'this') return;
    const said = sourceOf(reading, direct);
    add('member', `call:${said}`, `calls ${quote(said)}, which only the running program knows`, node);
    return;
  }
  if (name === null || name === undefined || bare(callee).type === 'ThisExpression') return;
  const shown = `${rootName(path)}.${name}`;
  if (LISTENERS.test(name) && node.arguments?.length > 1 && isHandler(reading, node.arguments.at(-1))) {
    const event = fold(reading, node.arguments[0])?.text ?? '[any]';
    add('listener', `listen:${name}:${event}`, `listens for ${quote(event)} by ${quote(shown)}`, node, {
      counted: true,
    });
    return;
  }
  const owner = names.length > 1 ? names.at(-2) : root.kind === 'parameter' ? root.name : '';
  if (LOG_METHODS.has(name) && LOGS.test(owner ?? '')) return;
  if (CLEANS_UP.has(name) || owner === 'httpErrors') return;
  if (ANSWERS.has(name) && /^(res|response|reply)$/.test(owner ?? '')) return;
  if (isPureCall(reading, node, callee, path, name)) return;
  if (root.kind === 'made' && names.length === 1) return;
  if (root.kind === 'this' && names.length === 1 && hasMethod(reading, name)) return;
  add('member', `call:${name}`, `calls ${quote(shown)}`, node);
}

function isPureCall(
  reading: Reading,
  node: SyntaxNode,
  callee: SyntaxNode,
  { root }: Path,
  name: string,
): boolean {
  if (!PURE_METHODS.has(name)) return name === 'exec' && bare(bare(callee).object ?? {}).regex !== undefined;
  if (root.kind === 'made') return true;
  // `find` of a list takes a function, `find` of a database does not.
  return !RUNS_CALLBACK.test(name) || isHandler(reading, node.arguments?.[0]);
}

function isHandler(reading: Reading, node: SyntaxNode | undefined): boolean {
  if (!node) return false;
  const at = bare(node);
  if (isFunction(at)) return true;
  if (at.type !== 'Identifier') return false;
  const { root, names } = pathOf(reading, at);
  if (root.kind === 'global')
    return /^(Number|String|Boolean|parseInt|parseFloat|encodeURIComponent)$/.test(root.name);
  return (root.kind === 'made' && root.code) || (names.length === 0 && root.kind !== 'value');
}

/** A call of an import that reaches out of the program counts with what it is asked. */
function importedCall(reading: Reading, node: SyntaxNode, { root, names }: Path, add: Add): void {
  if (root.kind !== 'import') return;
  if (isPureImport(root.module, names[0] ?? root.name)) return;
  const member = [root.name, ...names].filter((name) => name !== '*' && name !== 'default').join('.');
  if (!isReaching(root.module)) {
    if (names.length > 0 && isHarmlessName(names.at(-1) ?? '')) return;
    add(
      'module',
      `imported-call:${root.module}#${member}`,
      `calls ${quote(member || root.module)} of ${root.module}`,
      node,
    );
    return;
  }
  const [first] = node.arguments ?? [];
  // What a function does that is handed over is looked at by itself.
  const text = first && !isFunction(bare(first)) ? sourceOf(reading, first) : '';
  const asked = (first && fold(reading, first)?.text) ?? text;
  add(
    'file',
    `reaching-call:${root.module}#${member}(${asked})`,
    `calls ${quote(`${member}(${asked})`)} of ${root.module}`,
    node,
  );
}

function isHarmlessName(name: string): boolean {
  return PURE_METHODS.has(name) || LOG_METHODS.has(name) || /^is[A-Z]/.test(name);
}

function newFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const { root, names } = pathOf(reading, node.callee);
  if (root.kind === 'global' || (root.kind === 'made' && names.length === 0)) return;
  if (root.kind === 'this' && names.join() === 'constructor') return;
  if (root.kind === 'import' && isPureImport(root.module, names[0] ?? root.name)) return;
  const said = sourceOf(reading, node.callee);
  const module = root.kind === 'import' ? ` of ${root.module}` : '';
  const error = /Error$/.test(said) && root.kind === 'import';
  if (!error) add('member', `new:${said}`, `makes a ${quote(said)}${module}`, node);
}

/** Work whose end, and failure, nobody learns. */
function unawaitedFact(reading: Reading, node: SyntaxNode, parent: SyntaxNode | null, add: Add): void {
  const { user, as } = useOf(reading, node);
  const dropped =
    user?.type === 'ExpressionStatement' || (user?.type === 'UnaryExpression' && user.operator === 'void');
  if (!dropped || !(parent === user || as !== node || parent)) return;
  let at = node;
  for (;;) {
    const callee = bare(at.callee);
    const chained =
      callee.type === 'MemberExpression' && /^(then|catch|finally)$/.test(callee.property.name ?? '');
    const inner = chained ? bare(callee.object) : null;
    if (inner?.type !== 'CallExpression') break;
    at = inner;
  }
  const path = pathOf(reading, at.callee);
  const name =
    path.names.at(-1) ?? (path.root.kind === 'global' || path.root.kind === 'import' ? path.root.name : '');
  const owner = path.names.length > 1 ? path.names.at(-2) : 'name' in path.root ? path.root.name : '';
  if (ANSWERS.has(name) && /^(res|response|reply)$/.test(owner || beginOf(at))) return;
  if (handsOn(reading, node)) return;
  const explicit = user?.type === 'UnaryExpression' || at !== node;
  if (!explicit && (CHANGING_METHODS.has(name) || LOG_METHODS.has(name) || isQuiet(reading, at, path)))
    return;
  const said = sourceOf(reading, at.callee);
  add('unawaited', `unawaited:${said}`, `starts ${quote(`${said}(…)`)} and does not wait for its end`, node, {
    counted: true,
  });
}

/** `load().then(answer).catch(next)`: the caller's own parameter learns of the failure. */
function handsOn(reading: Reading, node: SyntaxNode): boolean {
  const callee = bare(node.callee);
  const given = node.arguments[0] && bare(node.arguments[0]);
  if (callee.property?.name !== 'catch' || given?.type !== 'Identifier') return false;
  return /^(next|reject|done)$/.test(given.name) && pathOf(reading, given).root.kind === 'parameter';
}

/** `forEach` drops the promises of an async function, and `map` where nobody uses what it gives. */
function forEachFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const [first] = node.arguments;
  const name = pathOf(reading, node.callee).names.at(-1) ?? '';
  const dropped = name === 'forEach' || useOf(reading, node).user?.type === 'ExpressionStatement';
  if (!first || !dropped || !/^(?:forEach|map|flatMap)$/.test(name)) return;
  if (name === 'forEach' && !isAsync(reading, first)) return;
  const said = sourceOf(reading, node.callee);
  add('unawaited', `unawaited:${said}`, `starts work by ${quote(said)} and does not wait for its end`, node);
}

/** Calls that no code of the file awaits are no promises, or were dropped before. */
function isQuiet(reading: Reading, call: SyntaxNode, { root, names }: Path): boolean {
  if (root.kind === 'global') return root.name !== 'fetch' && root.name !== 'Promise';
  if (isAsync(reading, call.callee)) return false;
  const name = names.at(-1);
  // `return next(error)` is a way to leave: the framework's function gives nothing to wait for.
  if (root.kind === 'parameter' && names.length === 0 && /^(?:next|reject|done|cb|callback)$/.test(root.name))
    return true;
  return !reading.nodes.some(({ node }) => {
    const awaited = node.type === 'AwaitExpression' || node.type === 'ReturnStatement' ? node.argument : null;
    const other = awaited && bare(awaited);
    if (other?.type !== 'CallExpression') return false;
    const path = pathOf(reading, other.callee);
    return names.length > 0
      ? path.names.at(-1) === name
      : sourceOf(reading, other.callee) === sourceOf(reading, call.callee);
  });
}

/** True for a function of this file that gives a promise, written in place or called by its name. */
function isAsync(reading: Reading, callee: SyntaxNode): boolean {
  const at = bare(callee);
  if (isFunction(at)) return at.async === true;
  const definition = at.type === 'Identifier' ? reading.variable(at)?.defs[0] : null;
  if (!definition || !/^(FunctionName|Variable)$/.test(definition.type)) return false;
  const made = definition.node as unknown as SyntaxNode;
  return made.async === true || Boolean(made.init && isFunction(bare(made.init)) && bare(made.init).async);
}

function hasMethod(reading: Reading, name: string): boolean {
  return reading.nodes.some(({ node }) => node.type === 'MethodDefinition' && node.key?.name === name);
}

function rootName({ root, names }: Path): string {
  const base = 'name' in root ? root.name : root.kind === 'this' ? 'this' : '…';
  return [base, ...names.slice(0, -1).map((name) => name ?? '[…]')].filter(Boolean).join('.') || '…';
}

/** The text of an expression without white space, for comparison. */
export function sourceOf(reading: Reading, node: SyntaxNode): string {
  return reading.text.slice(node.start, node.end).replace(/\s+/g, ' ').replaceAll(HOLE, '').slice(0, 200);
}
