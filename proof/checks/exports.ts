import { type ParsedProgram, parseProgram, type SyntaxNode } from './program.ts';

/** Exported names with what they are: `function`, `class`, `const`, `type`, …, or where they come from. */
export type Exports = Map<string, string>;

/**
 * What a module offers, whether by ES modules or CommonJS.
 * @throws Error when the text does not parse
 */
export function exportsOf(path: string, text: string): Exports {
  const program = parseProgram(path, text);
  const found: Exports = new Map();
  const local = declarations(program);
  for (const node of program.body) {
    if (node.type === 'ExportDefaultDeclaration') found.set('default', kindOf(node.declaration, local));
    if (node.type === 'ExportAllDeclaration') {
      found.set(nameOf(node.exported) ?? `* from ${node.source.value}`, `from ${node.source.value}`);
    }
    if (node.type === 'TSExportAssignment') found.set('=', kindOf(node.expression, local));
    if (node.type !== 'ExportNamedDeclaration') continue;
    if (node.declaration) for (const [name, kind] of declared(node.declaration)) found.set(name, kind);
    for (const item of node.specifiers ?? []) {
      const name = nameOf(item.exported) ?? '';
      const kind = node.source ? `from ${node.source.value}` : local.get(nameOf(item.local) ?? '');
      const type = node.exportKind === 'type' || item.exportKind === 'type';
      found.set(name, type ? 'type' : (kind ?? 'value'));
    }
  }
  for (const { node } of program.nodes) {
    if (node.type === 'AssignmentExpression') commonJs(node, found);
  }
  return found;
}

/** What differs between two sets of exports: what is lost or changed, in words, and the names of values that are new. */
export function exportChanges(before: Exports, after: Exports): { lost: string[]; gained: string[] } {
  const lost: string[] = [];
  for (const [name, kind] of before) {
    const now = after.get(name);
    if (now === undefined) lost.push(`no longer exports ${name}`);
    else if (now !== kind) lost.push(`exports ${name} as ${now}, which was ${kind}`);
  }
  // A type can do nothing.
  const gained = [...after]
    .filter(([name, kind]) => !before.has(name) && kind !== 'type')
    .map(([name]) => name);
  return { lost, gained };
}

function declarations(program: ParsedProgram): Map<string, string> {
  const found = new Map<string, string>();
  for (const node of program.body) {
    const declaration = node.type.startsWith('Export') ? node.declaration : node;
    if (declaration) for (const [name, kind] of declared(declaration)) found.set(name, kind);
  }
  return found;
}

function declared(node: SyntaxNode): [string, string][] {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return [[nameOf(node.id) ?? '', 'function']];
    case 'ClassDeclaration':
      return [[nameOf(node.id) ?? '', 'class']];
    case 'VariableDeclaration':
      return node.declarations.flatMap((item: SyntaxNode) =>
        namesIn(item.id).map((name) => [name, variableKind(node.kind, item)] as [string, string]),
      );
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return [[nameOf(node.id) ?? '', 'type']];
    case 'TSEnumDeclaration':
      return [[nameOf(node.id) ?? '', 'enum']];
    case 'TSModuleDeclaration':
      return [[nameOf(node.id) ?? '', 'namespace']];
    default:
      return [];
  }
}

/** A constant that holds a function is called like one. */
function variableKind(kind: string, { id, init }: SyntaxNode): string {
  const isFunction = /^(Arrow)?Function(Expression)?$/.test(init?.type ?? '');
  return kind === 'const' && id.type === 'Identifier' && isFunction ? 'function' : kind;
}

function namesIn(pattern: SyntaxNode): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'ObjectPattern') {
    return pattern.properties.flatMap((item: SyntaxNode) => namesIn(item.value ?? item.argument));
  }
  if (pattern.type === 'ArrayPattern') {
    return pattern.elements.flatMap((item: SyntaxNode | null) => (item ? namesIn(item) : []));
  }
  if (pattern.type === 'AssignmentPattern') return namesIn(pattern.left);
  return pattern.argument ? namesIn(pattern.argument) : [];
}

function kindOf(node: SyntaxNode, local: Map<string, string>): string {
  if (node.type === 'Identifier') return local.get(node.name) ?? 'value';
  if (/Function/.test(node.type)) return 'function';
  if (/Class/.test(node.type)) return 'class';
  return 'value';
}

/** `module.exports = { a, b }`, `module.exports.a = …`, `exports.a = …`. */
function commonJs({ left, right }: SyntaxNode, found: Exports): void {
  if (left.type !== 'MemberExpression') return;
  if (isModuleExports(left)) {
    if (right.type !== 'ObjectExpression') found.set('module.exports', 'commonjs');
    else for (const item of right.properties) found.set(nameOf(item.key) ?? '…', 'commonjs');
  } else if (isModuleExports(left.object) || left.object.name === 'exports') {
    found.set(nameOf(left.property) ?? '[computed]', 'commonjs');
  }
}

function isModuleExports(node: SyntaxNode): boolean {
  return (
    node.type === 'MemberExpression' && node.object.name === 'module' && nameOf(node.property) === 'exports'
  );
}

function nameOf(node: SyntaxNode | null | undefined): string | undefined {
  return node?.name ?? (typeof node?.value === 'string' ? node.value : undefined);
}
