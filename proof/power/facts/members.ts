import type { SyntaxNode } from '../../checks/program.ts';
import { type Add, type FactFinder, quote } from '../fact.ts';
import { fold, keyOf } from '../fold.ts';
import { CHANGING_METHODS, PURE_METHODS, PURE_READS } from '../harmless.ts';
import { isIndex, isTarget } from '../keys.ts';
import { type Path, pathOf, requiredModule } from '../path.ts';
import { bare, functionsAround, type Reading, useOf } from '../reading.ts';
import { isPureImport } from './modules.ts';

/** Members through which code is made from text, or an object that all code shares is reached. */
const DANGEROUS = new Set(
  `constructor __proto__ prototype __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ caller callee
  mainModule getBuiltinModule createRequire _load _compile binding _linkedBinding dlopen prepareStackTrace`.split(
    /\s+/,
  ),
);
/** Members that say where a request or a connection comes from, by which a proof could be told from production. */
const TELLING = new Set(
  `headers header rawHeaders headersDistinct trailers socket connection remoteAddress remotePort localPort localAddress ip ips
  hostname host secure env stack processID processId httpVersion getHeader getHeaders userAgent`.split(/\s+/),
);

/** Members that may hold what only the service may know. */
export const SECRET =
  /^(pwd|token|salt|connectionString|connectionParameters|accessKey|\w*(?:password|passwd|secret|credential|private_?key|api_?key|(?:access|refresh|api|session|auth|reset)_?token)\w*|\w+_?hash)$/i;
/** What a client of a database or a service was made with. */
const OPTIONS = /^(options|config|configuration|settings)$/;

/** Every member that is reached on something that was not made in the file, and every key that is not written out. */
export const findMembers: FactFinder = (reading, add) => {
  for (const { node, parent } of reading.nodes) {
    if (node.type === 'MemberExpression') memberFact(reading, node, add);
    if (node.type === 'Property' && parent?.type === 'ObjectPattern') patternFact(reading, node, parent, add);
    if (node.type === 'ThisExpression') thisFact(reading, node, add);
  }
};

function memberFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const name = keyOf(reading, node);
  const { root, names } = pathOf(reading, node.object);
  if (name === null) {
    computedFact(reading, node, add);
    return;
  }
  if (DANGEROUS.has(name)) {
    dangerousFact(reading, node, name, add);
    return;
  }
  if (root.kind === 'global' && root.name !== 'exports') return;
  if (TELLING.has(name)) {
    tellingFact(reading, node, name, add);
    return;
  }
  // What is taken of a module counts with the module.
  if (root.kind === 'import' && names.length === 0 && isPureImport(root.module, name)) return;
  const holder = bare(node.object).name ?? '';
  if (
    SECRET.test(name) ||
    (OPTIONS.test(name) && /^(pool|client|db|database|connection|redis|axios)$/i.test(holder))
  ) {
    add('member', `secret:${name}`, `reads ${quote(`${holder}.${name}`)}, which may hold credentials`, node);
    return;
  }
  const { user, as } = useOf(reading, node);
  const called = user?.type === 'CallExpression' && user.callee === as;
  const written = isTarget(reading, node);
  // Calls and writes are looked at by their own facts.
  if (called || written || name.startsWith('#') || /^\d+$/.test(name)) return;
  // The header itself counts where it is reached on `headers`.
  if (bare(node.object).property?.name === 'headers') return;
  const owner = pathOf(reading, node.object);
  if (owner.root.kind === 'made' && owner.names.length === 0) return;
  readFact(name, node, add);
}

function readFact(name: string, node: SyntaxNode, add: Add): void {
  if (PURE_READS.has(name) || PURE_METHODS.has(name)) return;
  if (CHANGING_METHODS.has(name)) return;
  add('member', `read:${name}`, `reads ${quote(name)} of a value that was not made in this file`, node, {
    name,
  });
}

function patternFact(reading: Reading, node: SyntaxNode, pattern: SyntaxNode, add: Add): void {
  const name = keyOf(reading, node);
  const parameter = /Function/.test(reading.parent(pattern)?.type ?? '');
  if (name === null) add('member', 'pattern[]', 'takes a member that only the running program knows', node);
  else if (DANGEROUS.has(name)) dangerous(name, node, add);
  else if (TELLING.has(name))
    add(
      'telling_apart',
      `telling:${name}`,
      `reads ${quote(name)}, which can tell a proof from production`,
      node,
    );
  else if (isRequired(reading, pattern)) return;
  else if (!parameter) readFact(name, node, add);
  else if (!PURE_READS.has(name))
    add('member', `read:${name}`, `takes ${quote(name)} from its caller`, node, { name });
}

/** `const { promisify } = require('node:util')`: a name of a module, which counts with it. */
function isRequired(reading: Reading, pattern: SyntaxNode): boolean {
  const declarator = reading.parent(pattern);
  return (
    declarator?.type === 'VariableDeclarator' &&
    declarator.init &&
    requiredModule(reading, bare(declarator.init)) !== null
  );
}

function dangerousFact(reading: Reading, node: SyntaxNode, name: string, add: Add): void {
  const { user, as } = useOf(reading, node);
  if (name === 'constructor') {
    const own = bare(node.object).type === 'ThisExpression';
    const next = user?.type === 'MemberExpression' && user.object === as ? keyOf(reading, user) : null;
    if (next === 'name' || user?.type === 'BinaryExpression') return;
    if (own && (user?.type === 'NewExpression' || (next !== null && !DANGEROUS.has(next)))) return;
  }
  const { root } = pathOf(reading, node);
  if (name === 'prototype') {
    if (root.kind === 'global') return; // See the facts of globals.
    const next = user?.type === 'MemberExpression' ? keyOf(reading, user) : null;
    if (/^(hasOwnProperty|toString)$/.test(next ?? '') && !isTarget(reading, node)) return;
  }
  // A method of the class that is extended, such as `super.constructor`, is as dangerous as any.
  dangerous(name, node, add);
}

function dangerous(name: string, node: SyntaxNode, add: Add): void {
  const shared = name === 'prototype' || name.startsWith('__');
  const what = shared
    ? `reaches ${quote(name)}, through which shared objects are changed`
    : `reaches ${quote(name)}, by which code is made from text or modules are loaded`;
  add(shared ? 'builtin' : 'dynamic_code', `dangerous:${name}`, what, node, { refused: true });
}

/** The key counts with the member: a program that reads one header may not read all. */
function tellingFact(reading: Reading, node: SyntaxNode, name: string, add: Add): void {
  const { user, as } = useOf(reading, node);
  let key = '';
  if (user?.type === 'MemberExpression' && user.object === as) {
    const next = keyOf(reading, user);
    const { user: call, as: whole } = useOf(reading, user);
    const argument = call?.type === 'CallExpression' && call.callee === whole ? call.arguments[0] : null;
    const asked = argument ? `(${fold(reading, argument)?.text ?? '[any]'})` : '';
    key = `.${next ?? '[any]'}${asked}`;
  } else if (user?.type === 'CallExpression' && user.callee === as) {
    key = `(${user.arguments[0] ? (fold(reading, user.arguments[0])?.text ?? '[any]') : ''})`;
  } else if (isTarget(reading, node)) key = '=';
  add(
    'telling_apart',
    `telling:${name}${key.toLowerCase()}`,
    `reads ${quote(`${name}${key}`)}, which can tell a proof from production`,
    node,
  );
}

/** `a[b]`, where only the running program knows `b`. */
function computedFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const { user, as } = useOf(reading, node);
  const path = pathOf(reading, node.object);
  const object = reading.text.slice(node.object.start, node.object.end).replace(/\s+|[?!]/g, '');
  const called = (user?.type === 'CallExpression' || user?.type === 'NewExpression') && user.callee === as;
  const further = user?.type === 'MemberExpression' && user.object === as;
  if (called) {
    add(
      'dynamic_code',
      `computed-call:${object}`,
      `calls a method of ${quote(object)} that only the running program knows`,
      node,
    );
    return;
  }
  if (path.root.kind === 'global') return; // See the facts of globals.
  if (isIndex(reading, node.property)) return;
  const key = bare(node.property);
  const built =
    !/^(Identifier|MemberExpression|Literal)$/.test(key.type) &&
    !(key.type === 'CallExpression' && isString(key));
  const deep = further && keyOf(reading, user as SyntaxNode) === null;
  if (built || deep) {
    add(
      'member',
      `computed:${object}:built`,
      `reads a member of ${quote(object)} by a key that is put together at run time`,
      node,
    );
  } else if (isForeign(path)) {
    add(
      'member',
      `computed:${object}`,
      `reads a member of ${quote(object)} that only the running program knows`,
      node,
    );
  }
}

/** `String(x)`, `x.toString()`, `x.toLowerCase()`. */
function isString({ callee }: SyntaxNode): boolean {
  const at = bare(callee);
  return at.name === 'String' || /^(toString|toLowerCase|toUpperCase|trim)$/.test(at.property?.name ?? '');
}

/** Requests and clients hold more than data. */
function isForeign({ root, names }: Path): boolean {
  if (root.kind === 'import' || root.kind === 'this') return names.length === 0;
  const all = [root.kind === 'parameter' ? root.name : '', ...names];
  return all.some((name) =>
    /^(req|request|res|response|ctx|context|c|event|client|db|pool|socket|app|server)$/i.test(name ?? ''),
  );
}

/** `this` where no class and no object with methods is around: the module, or everything. */
function thisFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const around = functionsAround(reading, node).find(({ type }) => type !== 'ArrowFunctionExpression');
  const holder = around ? reading.parent(around)?.type : null;
  if (holder === 'MethodDefinition' || holder === 'Property' || holder === 'TSParameterProperty') return;
  if (!around && isInClass(reading, node)) return;
  const user = reading.parent(node);
  const name = user?.type === 'MemberExpression' ? keyOf(reading, user) : '';
  add(
    'global',
    `this.${name}`,
    'uses `this` outside of a method, where it can be the module or everything',
    node,
  );
}

function isInClass(reading: Reading, node: SyntaxNode): boolean {
  for (let at = reading.parent(node); at; at = reading.parent(at)) {
    if (at.type === 'PropertyDefinition' || at.type === 'StaticBlock' || at.type === 'AccessorProperty')
      return true;
  }
  return false;
}
