import { parseProgram, type SyntaxNode } from './program.ts';

/** Modules by which a program leaves its own process or reads what it was not given. */
const FORBIDDEN_MODULES = new Set(
  'child_process cluster dgram diagnostics_channel dns fs http2 inspector module net os process repl tls trace_events v8 vm wasi worker_threads'.split(
    ' ',
  ),
);
/** Names by which code is made from text, or the whole of the runtime is reached or changed. */
const FORBIDDEN_NAMES = new Set([
  'eval',
  'Function',
  'globalThis',
  'global',
  'Reflect',
  'Proxy',
  'WebAssembly',
]);
/** What a fixed file may newly use of `process`: clocks and the like, nothing that ends or reads it. */
const HARMLESS_PROCESS = new Set(['hrtime', 'nextTick', 'uptime', 'memoryUsage']);
const BUILT_INS = new Set(
  'Object Array String Number Boolean Promise Date Math JSON Map Set Error Symbol RegExp console Response Request'.split(
    ' ',
  ),
);
/** Text by which a program could detect that it is being proven. */
const TELLTALE = /x-fault-verification|\bSUTURE_/i;

/** What a program reaches for, each named so that two programs can be compared. */
export interface Reach {
  /** Modules that it loads at run time. */
  modules: Set<string>;
  /** Everything else that a fix must not newly use, in words. */
  powers: Set<string>;
}

/**
 * What a file loads and uses beyond plain computation.
 * @throws Error when the text does not parse
 */
export function reachOf(path: string, text: string): Reach {
  const program = parseProgram(path, text);
  const modules = new Set<string>();
  const powers = new Set<string>();
  for (const node of program.body) {
    if (node.type === 'TSImportEqualsDeclaration' && node.moduleReference.expression) {
      modules.add(node.moduleReference.expression.value);
    }
    if (!node.source || node.importKind === 'type' || node.exportKind === 'type') continue;
    const names: SyntaxNode[] = node.specifiers ?? [];
    const typesOnly = names.length > 0 && names.every((name) => name.importKind === 'type');
    if (!typesOnly) modules.add(node.source.value);
  }
  for (const { node, parent } of program.nodes) {
    const loaded = loadedModule(node);
    if (loaded) modules.add(loaded);
    const power = powerOf(node, parent);
    if (power) powers.add(power);
  }
  return { modules, powers };
}

/** What a new text reaches for that the old one did not, in words; empty when there is nothing. */
export function reachChanges(before: Reach, after: Reach): string[] {
  const changes: string[] = [];
  for (const name of after.modules) {
    if (before.modules.has(name)) continue;
    changes.push(isForbidden(name) ? `imports ${name}, which is forbidden` : `newly imports ${name}`);
  }
  for (const power of after.powers) if (!before.powers.has(power)) changes.push(`newly uses ${power}`);
  return changes;
}

/** The modules among these that are not forbidden outright. */
export function harmless(modules: Set<string>): Set<string> {
  return new Set([...modules].filter((name) => !isForbidden(name)));
}

function isForbidden(name: string): boolean {
  return FORBIDDEN_MODULES.has(name.replace(/^node:/, '').split('/')[0] ?? '');
}

/** The module of `import(…)` or `require(…)`; one that is not written out counts as any. */
function loadedModule(node: SyntaxNode): string | null {
  const argument =
    node.type === 'ImportExpression'
      ? node.source
      : node.type === 'CallExpression' && node.callee.name === 'require'
        ? node.arguments[0]
        : undefined;
  if (argument === undefined) return null;
  return typeof argument?.value === 'string' ? argument.value : '(a computed module)';
}

function powerOf(node: SyntaxNode, parent: SyntaxNode | null): string | null {
  if (node.type === 'MetaProperty' && node.meta.name === 'import') return 'import.meta';
  if (node.type === 'Literal' && typeof node.value === 'string' && TELLTALE.test(node.value)) {
    return `the text "${node.value}", which tells a proof from production`;
  }
  if (node.type === 'TemplateElement' && TELLTALE.test(node.value.raw))
    return 'a text that tells a proof from production';
  if (node.type === 'MemberExpression') {
    const property = node.computed ? node.property.value : node.property.name;
    if (property === 'constructor' || property === '__proto__') return `.${property}`;
    if (isProcess(node)) return `process.${property ?? '[computed]'}`;
    if (
      node.object.type === 'MemberExpression' &&
      isProcess(node.object) &&
      memberName(node.object) === 'env'
    ) {
      return `process.env.${property ?? '[computed]'}`;
    }
    if (isWritten(node, parent) && touchesBuiltIn(node)) return 'a change to a built-in object';
    // Handed on whole, as to `Object.assign`; `Object.prototype.hasOwnProperty` is harmless.
    if (property === 'prototype' && BUILT_INS.has(node.object.name) && parent?.type !== 'MemberExpression') {
      return `${node.object.name}.prototype`;
    }
  }
  if (node.type !== 'Identifier' || isName(node, parent)) return null;
  if (FORBIDDEN_NAMES.has(node.name)) return node.name;
  // On its own, as in `const { exit } = process`.
  if (node.name === 'process' && parent?.type !== 'MemberExpression') return 'process';
  if (node.name === 'require' && parent?.type !== 'CallExpression') return 'require';
  return null;
}

function isProcess(node: SyntaxNode): boolean {
  return node.object?.name === 'process' && !HARMLESS_PROCESS.has(memberName(node) ?? '');
}

function memberName(node: SyntaxNode): string | undefined {
  return node.computed ? node.property?.value : node.property?.name;
}

function isWritten(node: SyntaxNode, parent: SyntaxNode | null): boolean {
  return (
    (parent?.type === 'AssignmentExpression' && parent.left === node) ||
    (parent?.type === 'UnaryExpression' && parent.operator === 'delete')
  );
}

function touchesBuiltIn(node: SyntaxNode): boolean {
  const object = memberName(node.object) === 'prototype' ? node.object.object : node.object;
  return BUILT_INS.has(object.name);
}

/** True where an identifier is a name of something else: a key, a property, a parameter's label. */
function isName(node: SyntaxNode, parent: SyntaxNode | null): boolean {
  if (!parent) return false;
  if (parent.type === 'MemberExpression') return parent.property === node && !parent.computed;
  if (/^(Property|MethodDefinition|PropertyDefinition)$/.test(parent.type)) {
    return parent.key === node && !parent.computed && !parent.shorthand;
  }
  return parent.type.startsWith('TS');
}
