import type { Node, Program } from 'oxc-parser';
import type { TextEdit } from '../../domain/ports/screen.ts';
import { addCounters } from './add-counters.ts';
import { everyNode, parseModule } from './parse-module.ts';
import { stripTypes } from './strip-types.ts';

/** A module of the service as a function body that the screen runs: no types, `import` as calls, loops that count. */
export interface PlainModule {
  path: string;
  /** The text in the repository. */
  text: string;
  /** What makes the text plain, each a group of edits that only make sense together. */
  groups: TextEdit[][];
  /** Specifiers of other modules. */
  imports: string[];
  isModule: boolean;
  /** It waits at its top level. */
  waits: boolean;
}

/**
 * Makes a module plain. No edit adds or removes a line, so that places in stacks hold.
 * @returns null for a text that does not parse, or uses what the screen does not know
 */
export function plainModule(path: string, text: string): PlainModule | null {
  const program = parseModule(path, text);
  if (!program) return null;
  const groups: TextEdit[][] = [];
  const imports = new Set<string>();
  const isModule = program.body.some(({ type }) => /^(Import|Export)/.test(type)) || /\.m[jt]s$/.test(path);
  if (!stripTypes(program, text, groups)) return null;
  const exported = isModule ? moduleEdits(program, text, groups, imports) : [];
  let waits = false;
  let functions = 0;
  everyNode(program as unknown as Node, {
    enter(node) {
      if (/Function|PropertyDefinition|StaticBlock|MethodDefinition/.test(node.type)) functions += 1;
      if (
        functions === 0 &&
        (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await))
      )
        waits = true;
      const called = requiredBy(node);
      if (called) imports.add(called);
      if (node.type === 'ImportExpression') {
        groups.push([{ start: node.start, end: node.start + 'import'.length, text: '__dynamic' }]);
        if (node.source.type === 'Literal') imports.add(String(node.source.value));
      }
      if (node.type === 'MetaProperty' && node.meta.name === 'import')
        groups.push([{ start: node.start, end: node.end, text: '__meta' }]);
    },
    leave(node) {
      if (/Function|PropertyDefinition|StaticBlock|MethodDefinition/.test(node.type)) functions -= 1;
    },
  });
  addCounters(program, text, groups);
  if (isModule) {
    const getters = exported.map(([name, value]) => `${JSON.stringify(name)}:()=>${value}`).join(',');
    groups.push([{ start: 0, end: 0, text: `"use strict";__exports({${getters}});` }]);
  }
  return { path, text, groups, imports: [...imports], isModule, waits };
}

/** `require('x')` with a literal. */
function requiredBy(node: Node): string | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return null;
  const [first] = node.arguments;
  const isLiteral = first?.type === 'Literal' && typeof first.value === 'string';
  return node.callee.name === 'require' && isLiteral ? String(first.value) : null;
}

type Exported = [name: string, value: string];

/** Turns declarations of imports and exports into statements. Returns each exported name with its value. */
function moduleEdits(program: Program, text: string, groups: TextEdit[][], imports: Set<string>): Exported[] {
  const exported: Exported[] = [];
  const replace = (start: number, end: number, by: string) => {
    const lines = text.slice(start, end).split('\n').length - 1;
    groups.push([{ start, end, text: by + '\n'.repeat(lines) }]);
  };
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      if (node.importKind === 'type') continue;
      const from = node.source.value;
      imports.add(from);
      replace(node.start, node.end, importStatement(node.specifiers as Node[], from));
    } else if (node.type === 'ExportAllDeclaration') {
      const from = node.source.value;
      imports.add(from);
      const all = `__import(${JSON.stringify(from)})`;
      if (node.exported) exported.push([nameOf(node.exported as Node), all]);
      replace(node.start, node.end, node.exported ? ';' : `__star(${all});`);
    } else if (node.type === 'ExportNamedDeclaration') {
      if (node.exportKind === 'type') continue;
      if (node.declaration) {
        groups.push([{ start: node.start, end: node.declaration.start, text: '' }]);
        for (const name of declaredNames(node.declaration as Node)) exported.push([name, name]);
      } else {
        const from = node.source?.value;
        if (from) imports.add(from);
        for (const { local, exported: as, exportKind } of node.specifiers) {
          if (exportKind === 'type') continue;
          const name = nameOf(local as Node);
          const value = from ? `__import(${JSON.stringify(from)})[${JSON.stringify(name)}]` : name;
          exported.push([nameOf(as as Node), value]);
        }
        replace(node.start, node.end, ';');
      }
    } else if (node.type === 'ExportDefaultDeclaration') {
      const { declaration } = node;
      const named = 'id' in declaration && declaration.id ? nameOf(declaration.id as Node) : null;
      const isDeclared = /^(Function|Class)Declaration$/.test(declaration.type) && named;
      groups.push([
        { start: node.start, end: declaration.start, text: isDeclared ? '' : 'const __default = ' },
      ]);
      exported.push(['default', isDeclared ? named : '__default']);
    }
  }
  return exported;
}

function importStatement(specifiers: Node[], from: string): string {
  const names: string[] = [];
  let all: string | null = null;
  for (const node of specifiers) {
    if (node.type === 'ImportNamespaceSpecifier') all = node.local.name;
    else if (node.type === 'ImportDefaultSpecifier') names.push(`default:${node.local.name}`);
    else if (node.type === 'ImportSpecifier' && node.importKind !== 'type')
      names.push(`${JSON.stringify(nameOf(node.imported as Node))}:${node.local.name}`);
  }
  const module = `__import(${JSON.stringify(from)})`;
  if (all) return `const ${all}=${module}${names.length ? `,{${names.join(',')}}=${all}` : ''};`;
  return names.length ? `const {${names.join(',')}}=${module};` : `${module};`;
}

function nameOf(node: Node): string {
  return node.type === 'Identifier' ? node.name : node.type === 'Literal' ? String(node.value) : '';
}

function declaredNames(node: Node): string[] {
  if (node.type === 'VariableDeclaration')
    return node.declarations.flatMap(({ id }) => patternNames(id as Node));
  return 'id' in node && node.id && !node.type.startsWith('TSInter') && !node.type.startsWith('TSType')
    ? [nameOf(node.id as Node)].filter(Boolean)
    : [];
}

function patternNames(node: Node): string[] {
  if (node.type === 'Identifier') return [node.name];
  if (node.type === 'AssignmentPattern') return patternNames(node.left as Node);
  if (node.type === 'RestElement') return patternNames(node.argument as Node);
  if (node.type === 'ArrayPattern')
    return node.elements.flatMap((each) => (each ? patternNames(each as Node) : []));
  if (node.type !== 'ObjectPattern') return [];
  return node.properties.flatMap((each) =>
    patternNames((each.type === 'RestElement' ? each.argument : each.value) as Node),
  );
}
