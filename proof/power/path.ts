import type { SyntaxNode } from '../checks/program.ts';
import { fold, keyOf } from './fold.ts';
import { MAKERS, MAKING_METHODS } from './harmless.ts';
import { bare, initOf, isFunction, type Reading, type Variable } from './reading.ts';

/** Where a value comes from. */
export type Root =
  | { kind: 'global'; name: string }
  | { kind: 'import'; module: string; name: string }
  | { kind: 'parameter'; name: string }
  /** Made in this file: a literal, a new object, a function, a class. */
  | { kind: 'made'; variable: Variable | null; code: boolean }
  | { kind: 'this' }
  /** What a call gave, or a variable that is written more than once. */
  | { kind: 'value'; variable: Variable | null };

/** A value by the members through which it is reached; null for one that only the running program knows. */
export interface Path {
  root: Root;
  names: (string | null)[];
}

const DEEPEST = 40;

/** Members of built-ins that give back what they were handed. */
const GIVE_BACK = new Set(['assign', 'freeze', 'seal']);

/** Follows an expression to where its value comes from, through casts, aliases and destructuring. */
export function pathOf(reading: Reading, node: SyntaxNode, depth = 0): Path {
  const at = bare(node);
  const value: Path = { root: { kind: 'value', variable: null }, names: [] };
  if (depth > DEEPEST) return value;
  switch (at.type) {
    case 'Identifier':
      return pathOfName(reading, at, depth);
    case 'MemberExpression': {
      const { root, names } = pathOf(reading, at.object, depth + 1);
      return { root, names: [...names, keyOf(reading, at)] };
    }
    case 'ThisExpression':
    case 'Super':
      return { root: { kind: 'this' }, names: [] };
    case 'AssignmentExpression':
      return at.operator === '=' ? pathOf(reading, at.right, depth + 1) : value;
    case 'ImportExpression':
      return { root: { kind: 'import', module: moduleOf(reading, at.source), name: '*' }, names: [] };
    case 'AwaitExpression': {
      const awaited = pathOf(reading, at.argument, depth + 1);
      return awaited.root.kind === 'import' && bare(at.argument).type === 'ImportExpression'
        ? awaited
        : value;
    }
    case 'CallExpression':
      return pathOfCall(reading, at, depth) ?? value;
    case 'NewExpression': {
      const made = pathOf(reading, at.callee, depth + 1);
      const known = made.root.kind === 'global' && MAKERS.has(made.root.name) && made.names.length === 0;
      const own = made.root.kind === 'made' && made.root.code;
      return known || own ? { root: { kind: 'made', variable: null, code: false }, names: [] } : value;
    }
    default:
      if (isMade(at)) return { root: { kind: 'made', variable: null, code: isCode(at) }, names: [] };
      return value;
  }
}

/** The module that an argument of `import` or `require` names; one that is not written out counts as any. */
export function moduleOf(reading: Reading, node: SyntaxNode | undefined): string {
  const folded = node && fold(reading, node);
  return folded?.whole ? folded.text : '(any module)';
}

/** The module of `require('…')`; null for any other call. */
export function requiredModule(reading: Reading, node: SyntaxNode): string | null {
  const callee = bare(node.callee ?? node);
  const loads = node.type === 'CallExpression' && callee.name === 'require' && !reading.variable(callee);
  return loads ? moduleOf(reading, node.arguments[0]) : null;
}

function pathOfName(reading: Reading, node: SyntaxNode, depth: number): Path {
  const variable = reading.variable(node);
  if (variable === null || variable === undefined || variable.defs.length === 0) {
    return { root: { kind: 'global', name: node.name }, names: [] };
  }
  const [definition] = variable.defs;
  const declared = definition?.node as unknown as SyntaxNode;
  switch (definition?.type) {
    case 'ImportBinding': {
      const parent = definition.parent as unknown as SyntaxNode;
      const module = String(parent.source?.value ?? parent.moduleReference?.expression?.value ?? '');
      const imported = declared.imported?.name ?? declared.imported?.value;
      const name = imported ?? (declared.type === 'ImportDefaultSpecifier' ? 'default' : '*');
      return { root: { kind: 'import', module, name }, names: [] };
    }
    case 'Parameter':
    case 'CatchClause': {
      const pattern = definition.type === 'CatchClause' ? declared.param : patternOf(declared, node.name);
      const names = (pattern && namesTo(reading, pattern, node.name)) || [];
      return { root: { kind: 'parameter', name: names.length > 0 ? '' : node.name }, names };
    }
    case 'Variable': {
      const found = initOf(variable);
      if (!found) return { root: { kind: 'value', variable }, names: [] };
      const { root, names } = pathOf(reading, found.init, depth + 1);
      const further = namesTo(reading, found.id, node.name) ?? [];
      if (root.kind === 'made' && further.length === 0 && names.length === 0) {
        return { root: { ...root, variable: root.variable ?? variable }, names: [] };
      }
      return { root, names: [...names, ...further] };
    }
    default:
      return { root: { kind: 'made', variable, code: true }, names: [] };
  }
}

function patternOf(declared: SyntaxNode, name: string): SyntaxNode | null {
  if (!isFunction(declared)) return null;
  const parameters: SyntaxNode[] = declared.params.map((each: SyntaxNode) => each.parameter ?? each);
  return parameters.find((each) => boundIn(each, name)) ?? null;
}

/** The keys that lead through a pattern to a name; null when the pattern does not bind it. */
function namesTo(reading: Reading, pattern: SyntaxNode, name: string): (string | null)[] | null {
  switch (pattern.type) {
    case 'Identifier':
      return pattern.name === name ? [] : null;
    case 'AssignmentPattern':
      return namesTo(reading, pattern.left, name);
    case 'RestElement':
      return namesTo(reading, pattern.argument, name);
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') {
          if (boundIn(property, name)) return [];
          continue;
        }
        const found = namesTo(reading, property.value, name);
        if (found) return [keyOf(reading, property), ...found];
      }
      return null;
    case 'ArrayPattern':
      for (const [index, element] of pattern.elements.entries()) {
        const found = element && namesTo(reading, element, name);
        if (found) return [String(index), ...found];
      }
      return null;
    default:
      return null;
  }
}

function boundIn(pattern: SyntaxNode | null, name: string): boolean {
  if (!pattern) return false;
  if (pattern.type === 'Identifier') return pattern.name === name;
  const inner = [
    pattern.left,
    pattern.argument,
    ...(pattern.properties ?? []).map((each: SyntaxNode) => each.value ?? each.argument),
    ...(pattern.elements ?? []),
  ];
  return inner.some((each) => each && boundIn(each, name));
}

function pathOfCall(reading: Reading, node: SyntaxNode, depth: number): Path | null {
  const module = requiredModule(reading, node);
  if (module !== null) return { root: { kind: 'import', module, name: '*' }, names: [] };
  const callee = bare(node.callee);
  const promised = node.arguments[0] && isPromisify(reading, callee, depth);
  if (promised) return pathOf(reading, node.arguments[0], depth + 1);
  if (callee.type !== 'MemberExpression') return null;
  const { root, names } = pathOf(reading, callee, depth + 1);
  const last = names.at(-1);
  if (last === 'bind') return { root, names: names.slice(0, -1) };
  // `Object.keys(…)`, `text.split(…)`: what they give is new.
  const fresh =
    root.kind === 'global'
      ? MAKERS.has(root.name) && !GIVE_BACK.has(last ?? '')
      : MAKING_METHODS.has(last ?? '');
  return fresh ? { root: { kind: 'made', variable: null, code: false }, names: [] } : null;
}

/** `promisify(exec)` is `exec` in another form. */
function isPromisify(reading: Reading, callee: SyntaxNode, depth: number): boolean {
  const { root, names } = pathOf(reading, callee, depth + 1);
  if (root.kind !== 'import' || !/^(node:)?util$/.test(root.module)) return false;
  return (names.at(-1) ?? root.name) === 'promisify';
}

function isMade(node: SyntaxNode): boolean {
  return (
    /^(ObjectExpression|ArrayExpression|Literal|TemplateLiteral|ClassExpression)$/.test(node.type) ||
    isFunction(node)
  );
}

function isCode(node: SyntaxNode): boolean {
  return node.type === 'ClassExpression' || isFunction(node);
}

/** The name at which a chain of calls begins: `response` of `response.status(201).json(…)`. */
export function beginOf(call: SyntaxNode): string {
  let at = bare(call.callee);
  while (at.type === 'CallExpression' || at.type === 'MemberExpression') at = bare(at.callee ?? at.object);
  return at.name ?? '';
}
