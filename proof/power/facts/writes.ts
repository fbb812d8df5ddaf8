import type { SyntaxNode } from '../../checks/program.ts';
import { type Add, type FactFinder, quote } from '../fact.ts';
import { fold, keyOf } from '../fold.ts';
import { isIndex } from '../keys.ts';
import { type Path, pathOf } from '../path.ts';
import { bare, isFunction, type Reading } from '../reading.ts';
import { sourceOf } from './calls.ts';

/** What an answer is given by, in the frameworks of Node. */
const ANSWERS = new Set([
  'statusCode',
  'status',
  'body',
  'type',
  'statusMessage',
  'cause',
  'name',
  'message',
  'exitCode',
  'length',
]);
const CHANGERS = /^(assign|defineProperty|defineProperties|setPrototypeOf|set|merge|extend|mixin)$/;
/** What others may no longer change. */
const CLOSERS = /^(freeze|seal|preventExtensions)$/;

/** What the parts of a service tell each other about a request. */
const OF_THE_REQUEST = /^(?:req|request|(?:res|response)\.locals|(?:ctx|context)\.state)\.\w+$/;

/** Every write to something that was not made where it is written. */
export const findWrites: FactFinder = (reading, add) => {
  for (const { node } of reading.nodes) {
    for (const { target, value } of targetsOf(node)) writeFact(reading, target, value, add);
    if (node.type === 'CallExpression') changerFact(reading, node, add);
  }
};

/** The places that a node writes to, each with the value where there is one. */
function targetsOf(node: SyntaxNode): { target: SyntaxNode; value: SyntaxNode | null }[] {
  switch (node.type) {
    case 'AssignmentExpression':
      return leaves(node.left, node.right);
    case 'UpdateExpression':
      return leaves(node.argument, null);
    case 'UnaryExpression':
      return node.operator === 'delete' ? leaves(node.argument, null) : [];
    case 'ForInStatement':
    case 'ForOfStatement':
      return node.left.type === 'VariableDeclaration' ? [] : leaves(node.left, null);
    default:
      return [];
  }
}

function leaves(
  pattern: SyntaxNode | null,
  value: SyntaxNode | null,
): { target: SyntaxNode; value: SyntaxNode | null }[] {
  if (!pattern) return [];
  const at = bare(pattern);
  switch (at.type) {
    case 'AssignmentPattern':
      return leaves(at.left, at.right);
    case 'RestElement':
      return leaves(at.argument, null);
    case 'ArrayPattern':
      return at.elements.flatMap((each: SyntaxNode | null) => leaves(each, null));
    case 'ObjectPattern':
      return at.properties.flatMap((each: SyntaxNode) => leaves(each.value ?? each.argument, null));
    default:
      return [{ target: at, value }];
  }
}

function writeFact(reading: Reading, target: SyntaxNode, value: SyntaxNode | null, add: Add): void {
  if (target.type === 'Identifier') {
    if (reading.variable(target)) return; // Variables that live on are looked at by their own facts.
    if (target.name === 'exports') return;
    add('global', `write:${target.name}`, `changes the global ${target.name}`, target, { refused: true });
    return;
  }
  if (target.type !== 'MemberExpression') return;
  const path = pathOf(reading, target.object);
  const name = keyOf(reading, target);
  const { root, names } = path;
  const shown = `${sourceOf(reading, target.object)}${name === null ? '[…]' : `.${name}`}`;
  if (root.kind === 'global') {
    if (isOwnExport(root.name, names, name)) return;
    if (root.name === 'process' && name === 'exitCode') return;
    const kind = root.name === 'process' ? 'process' : 'builtin';
    add(kind, `write:${root.name}.${name}`, `changes ${quote(shown)}, which all code shares`, target, {
      refused: true,
    });
    return;
  }
  if (root.kind === 'import') {
    add(
      'write',
      `write:${root.module}:${shown}`,
      `changes ${quote(shown)} of the module ${root.module}`,
      target,
    );
    return;
  }
  if (name === null && !isIndex(reading, target.property) && isDeep(reading, path, target)) {
    add(
      'write',
      `write:${sourceOf(reading, target)}`,
      `writes to a member of ${quote(sourceOf(reading, target.object))} that only the running program knows`,
      target,
    );
    return;
  }
  if (root.kind === 'made') {
    if (root.code && root.variable)
      add('state', `write:${shown}`, `keeps a value in ${quote(shown)} from one request to the next`, target);
    return;
  }
  if (root.kind === 'this' && names.length === 0) return;
  if (name === null) {
    add(
      'write',
      `write:${sourceOf(reading, target)}`,
      `changes ${quote(shown)}, which was not made in this file`,
      target,
    );
  } else if (isCode(reading, value)) {
    add('write', `write-code:${shown}`, `replaces the code of ${quote(shown)}`, target);
  } else if (!ANSWERS.has(name)) {
    const what = `changes ${quote(shown)}, which was not made in this file`;
    // Who asks is decided where it is set: one more place is another way to be somebody.
    if (OF_THE_REQUEST.test(shown)) add('write', `write:${shown}`, what, target, { counted: true });
    else add('write', `write:${name}`, what, target, { name });
  }
}

/** `module.exports.a`, `exports.a`. */
function isOwnExport(root: string, names: (string | null)[], name: string | null): boolean {
  if (root === 'exports') return names.length === 0 && name !== null;
  return root === 'module' && (names.length === 0 ? name === 'exports' : names.length === 1 && name !== null);
}

/** One unknown key on a new object is data; a second one below it reaches what all objects share. */
function isDeep(reading: Reading, { root, names }: Path, target: SyntaxNode): boolean {
  if (names.includes(null)) return true;
  return (
    root.kind !== 'made' &&
    fold(reading, target.property) === null &&
    root.kind !== 'value' &&
    root.kind !== 'parameter'
  );
}

function isCode(reading: Reading, value: SyntaxNode | null): boolean {
  if (!value) return false;
  const at = bare(value);
  if (isFunction(at)) return true;
  const { root, names } = pathOf(reading, at);
  return at.type === 'Identifier' && root.kind === 'made' && root.code && names.length === 0;
}

/** `Object.assign(target, …)` and its like change what they are handed first. */
function changerFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const { root, names } = pathOf(reading, node.callee);
  const [first] = node.arguments;
  const closes = CLOSERS.test(names.at(-1) ?? '');
  if (!first || root.kind !== 'global' || !(closes || CHANGERS.test(names.at(-1) ?? ''))) return;
  const target = pathOf(reading, first);
  if (closes && target.root.kind === 'value') return;
  if (target.root.kind === 'made' && !target.root.code) return;
  const said = sourceOf(reading, first);
  const shared =
    target.root.kind === 'global' && target.root.name !== 'exports' && target.root.name !== 'module';
  add(
    shared ? 'builtin' : 'write',
    `change:${said}`,
    `changes ${quote(said)}, which was not made here`,
    first,
    { refused: shared },
  );
}
