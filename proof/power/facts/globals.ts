import type { SyntaxNode } from '../../checks/program.ts';
import type { Add, FactFinder } from '../fact.ts';
import { fold, keyOf } from '../fold.ts';
import { PURE_GLOBALS, PURE_MEMBERS } from '../harmless.ts';
import { pathOf } from '../path.ts';
import { bare, isFunction, type Reading, useOf } from '../reading.ts';

const CODE = new Set(['eval', 'Function', 'WebAssembly', 'Worker', 'SharedWorker', 'importScripts']);
const EVERYTHING = new Set(['globalThis', 'global', 'window', 'self', 'Reflect', 'Proxy']);
const OUTBOUND = new Set(['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource']);
const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']);
const CLOCKS = new Set([
  'performance',
  'Atomics',
  'SharedArrayBuffer',
  'WeakRef',
  'FinalizationRegistry',
  'navigator',
]);
/** What a fix may ask of `process` when a person agrees; everything else of it is refused. */
const READ_OF_PROCESS = new Set(
  'hrtime uptime memoryUsage cwd platform version versions arch argv pid ppid title nextTick emitWarning stdout stderr'.split(
    ' ',
  ),
);

/** Every name that no declaration of the file explains, with the first member that is reached on it. */
export const findGlobals: FactFinder = (reading, add) => {
  for (const { node, parent } of reading.nodes) {
    if (node.type === 'MetaProperty' && node.meta.name === 'import') importMeta(reading, node, add);
    if (node.type === 'WithStatement') {
      add('dynamic_code', 'with', 'uses `with`, so that names change their meaning', node, { refused: true });
    }
    const read = node.type === 'Identifier' && reading.variable(node) !== undefined;
    if (!read || parent?.type === 'TSQualifiedName' || parent?.type === 'TSTypeQuery') continue;
    const { root, names } = pathOf(reading, node);
    if (root.kind !== 'global') continue;
    const { chain, top } = chainOf(reading, node);
    globalFact(reading, root.name, [...names, ...chain], top, add);
  }
};

/** The members that are reached on a name where it stands: `a.b[c]` is b, c. */
function chainOf(reading: Reading, node: SyntaxNode): { chain: (string | null)[]; top: SyntaxNode } {
  const chain: (string | null)[] = [];
  let top = node;
  for (;;) {
    const { user, as } = useOf(reading, top);
    if (user?.type === 'MemberExpression' && user.object === as) {
      chain.push(keyOf(reading, user));
      top = user;
    } else if (user?.type === 'VariableDeclarator' && user.init === as && user.id.type === 'ObjectPattern') {
      const [only, ...others] = user.id.properties;
      if (only?.type === 'Property' && others.length === 0) chain.push(keyOf(reading, only));
      return { chain, top: as };
    } else return { chain, top: as };
  }
}

function globalFact(reading: Reading, name: string, path: (string | null)[], at: SyntaxNode, add: Add): void {
  const [first] = path;
  if (name === 'process') processFact(path, at, add);
  else if (CODE.has(name)) {
    add('dynamic_code', `global:${name}`, `uses ${name}, which runs code that no one has read`, at, {
      refused: true,
    });
  } else if (EVERYTHING.has(name)) {
    add('builtin', `global:${name}`, `uses ${name}, through which every built-in object is reached`, at, {
      refused: true,
    });
  } else if (name === 'require' || name === 'module') {
    moduleFact(reading, name, path, at, add);
  } else if (name === 'arguments') {
    const called = reading.parent(at)?.type === 'CallExpression' && reading.parent(at)?.callee === at;
    add('dynamic_code', `arguments${called ? '()' : ''}`, 'reaches values through `arguments`', at, {
      refused: called,
    });
  } else if (OUTBOUND.has(name)) {
    add('host', `global:${name}`, `sends requests with ${name}`, at);
  } else if (TIMERS.has(name)) {
    return; // See the facts of timers.
  } else if (name === 'Symbol' || CLOCKS.has(name)) {
    const kind = name === 'Symbol' ? 'hook' : 'telling_apart';
    add(kind, `global:${name}.${first}`, `uses ${name}.${first ?? '…'}`, at);
  } else if (!PURE_GLOBALS.has(name) && !PURE_MEMBERS[name]) {
    add('global', `global:${name}`, `uses the global ${name}`, at);
  } else if (path.length > 0) {
    memberOfBuiltIn(name, path, at, add);
    if (name === 'Object' && first === 'create') descriptorsFact(reading, at, add);
  } else if (!mayStandAlone(reading, name, at)) {
    const [user] = [reading.parent(at)];
    const changed = user?.type === 'CallExpression' && user.arguments.includes(at);
    add('builtin', `whole:${name}`, `passes the built-in ${name} on`, at, {
      refused: changed && changes(reading, user),
    });
  }
}

/** `Object.create(…, { price: { get() … } })`: members that are code. */
function descriptorsFact(reading: Reading, at: SyntaxNode, add: Add): void {
  const user = reading.parent(at);
  if (user?.type !== 'CallExpression' || user.callee !== at || user.arguments.length < 2) return;
  add(
    'hook',
    'hook:descriptors',
    'defines members by descriptors, which may run code when they are read',
    at,
  );
}

/** `Object.assign(JSON, …)` and its like. */
function changes(reading: Reading, call: SyntaxNode): boolean {
  return /^(assign|define|set|mixin|extend|merge)/i.test(pathOf(reading, call.callee).names.at(-1) ?? '');
}

function memberOfBuiltIn(name: string, path: (string | null)[], at: SyntaxNode, add: Add): void {
  const [first, second] = path;
  const known = PURE_MEMBERS[name];
  if (first === 'prototype') {
    if (name === 'Object' && /^(hasOwnProperty|toString)$/.test(second ?? '')) return;
    add('builtin', `global:${name}.prototype`, `reaches ${name}.prototype, which all code shares`, at, {
      refused: true,
    });
  } else if (first === null || first === undefined) {
    add('builtin', `global:${name}[]`, `reaches a member of ${name} that only the running program knows`, at);
  } else if (known !== 'all' && !known?.has(first)) {
    add('builtin', `global:${name}.${first}`, `uses ${name}.${first}`, at);
  }
}

/** Where a built-in may stand by itself: called, constructed, compared, extended, named, or handed to a list's method. */
function mayStandAlone(reading: Reading, name: string, node: SyntaxNode): boolean {
  if (/^(undefined|NaN|Infinity|exports)$/.test(name)) return true;
  const user = reading.parent(node);
  switch (user?.type) {
    case 'NewExpression':
    case 'TaggedTemplateExpression':
      return true;
    case 'CallExpression':
      if (bare(user.callee) === node) return true;
      return /^(map|filter|some|every|find|flatMap|from|then|catch)$/.test(
        pathOf(reading, user.callee).names.at(-1) ?? '',
      );
    case 'BinaryExpression':
    case 'UnaryExpression':
    case 'ExpressionStatement':
      return true;
    case 'ClassDeclaration':
    case 'ClassExpression':
      return user.superClass === node;
    case 'VariableDeclarator':
      // An alias: what is done with it is looked at where it is used.
      return user.init === node;
    case 'MemberExpression':
      return user.object === node;
    default:
      return false;
  }
}

function processFact(path: (string | null)[], at: SyntaxNode, add: Add): void {
  const [first, second] = path;
  if (first === 'env') {
    const name = path.length > 1 ? (second ?? '[any]') : '[all]';
    const what =
      name === '[all]' || name === '[any]'
        ? 'reads the whole environment of the process'
        : `reads the environment variable ${name}`;
    add('environment', `env:${name}`, what, at, { refused: true });
  } else if (first === 'exitCode') {
    return; // Ends nothing; Node's own advice in place of `process.exit`.
  } else if (first === undefined) {
    add('process', 'process', 'passes `process` on as a whole', at, { refused: true });
  } else {
    const name = first ?? '[computed]';
    const what = `uses process.${name}`;
    const further = first === 'stdout' || first === 'stderr' ? `.${second}` : '';
    add('process', `process.${name}${further}`, what, at, { refused: !READ_OF_PROCESS.has(name) });
  }
}

function moduleFact(reading: Reading, name: string, path: (string | null)[], at: SyntaxNode, add: Add): void {
  const [first] = path;
  if (name === 'module' && first === 'exports') return;
  const user = reading.parent(at);
  if (name === 'require' && path.length === 0 && user?.type === 'CallExpression' && user.callee === at)
    return;
  if (name === 'require' && (first === 'resolve' || first === undefined) && user?.type === 'UnaryExpression')
    return;
  const what = path.length > 0 ? `${name}.${first ?? '…'}` : name;
  add('dynamic_code', `global:${what}`, `reaches the loader of modules through ${what}`, at, {
    refused: true,
  });
}

function importMeta(reading: Reading, node: SyntaxNode, add: Add): void {
  const user = reading.parent(node);
  const name = user?.type === 'MemberExpression' ? keyOf(reading, user) : null;
  const refused = name === 'env' || name === 'resolve' || name === null;
  add('environment', `import.meta.${name}`, `uses import.meta.${name ?? '…'}`, node, { refused });
}

/** True for a text in place of a function: the runtime makes code of it. */
export function isCodeText(reading: Reading, node: SyntaxNode | undefined): boolean {
  return Boolean(node && !isFunction(bare(node)) && fold(reading, node));
}
