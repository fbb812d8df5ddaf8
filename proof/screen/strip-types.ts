import type { Node, Program } from 'oxc-parser';
import type { TextEdit } from '../../domain/ports/screen.ts';
import { everyNode } from './parse-module.ts';

const MODIFIERS = /\b(?:public|private|protected|readonly|override|declare|abstract)\b\s*/g;
const WRAPPERS = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSInstantiationExpression',
]);
const ERASED = new Set([
  'TSTypeAnnotation',
  'TSTypeParameterDeclaration',
  'TSTypeParameterInstantiation',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSDeclareFunction',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
  'TSIndexSignature',
  'TSEmptyBodyFunctionExpression',
]);
/** What leaves something at run time that is not written as it runs. */
const UNKNOWN = new Set([
  'TSModuleDeclaration',
  'TSExportAssignment',
  'TSImportEqualsDeclaration',
  'Decorator',
]);

/** Adds the edits that leave JavaScript. @returns false where types leave more than can be left out */
export function stripTypes(program: Program, text: string, groups: TextEdit[][]): boolean {
  let known = true;
  const blank = (start: number, end: number) => {
    if (end > start) groups.push([{ start, end, text: text.slice(start, end).replace(/[^\n]/g, ' ') }]);
  };
  everyNode(program as unknown as Node, {
    enter(node, parent) {
      if ('declare' in node && node.declare) return erase(node);
      if (ERASED.has(node.type))
        return erase(node.type === 'TSEmptyBodyFunctionExpression' && parent ? parent : node);
      if (node.type === 'ImportDeclaration' && node.importKind === 'type') return erase(node);
      if (
        node.type === 'ExportNamedDeclaration' &&
        (node.exportKind === 'type' || isErased(node.declaration as Node))
      )
        return erase(node);
      if (UNKNOWN.has(node.type)) known = false;
      if (node.type === 'TSEnumDeclaration') {
        const made = enumText(node as Node, text);
        if (!made) known = false;
        else groups.push([{ start: node.start, end: node.end, text: made }]);
        return false;
      }
      if (WRAPPERS.has(node.type) && 'expression' in node) blank((node.expression as Node).end, node.end);
      if (node.type === 'TSTypeAssertion') blank(node.start, node.expression.start);
      if (node.type === 'TSParameterProperty') {
        blank(node.start, (node.parameter as Node).start);
        known = assignParameter(node as Node, groups, parent) && known;
      }
      if (node.type === 'PropertyDefinition' || node.type === 'MethodDefinition') {
        for (const match of text.slice(node.start, node.key.start).matchAll(MODIFIERS))
          blank(node.start + match.index, node.start + match.index + match[0].length);
        const after = /^\s*[?!]/.exec(text.slice(node.computed ? node.key.end + 1 : node.key.end, node.end));
        if (after) blank(node.key.end, node.key.end + after[0].length);
      }
      if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
        if ('abstract' in node && node.abstract) blank(node.start, text.indexOf('class', node.start));
        if (node.implements?.length) {
          const from = text.lastIndexOf('implements', (node.implements[0] as Node).start);
          blank(from, node.body.start);
        }
      }
      if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier') {
        const { start, name } = node.id as { start: number; name: string };
        const at = start + name.length;
        const mark = /^\s*!/.exec(text.slice(at, node.end));
        if (mark) blank(at, at + mark[0].length);
      }
      if (node.type === 'Identifier' && 'optional' in node && node.optional) {
        const { start, name } = node as { start: number; name: string };
        const at = start + name.length;
        blank(at, at + text.slice(at).indexOf('?') + 1);
      }
      // A parameter called `this` is a type.
      if (/Function/.test(node.type) && 'params' in node) {
        const [first, second] = node.params as Node[];
        if (first?.type === 'Identifier' && first.name === 'this')
          blank(first.start, second ? second.start : first.end);
      }
      return undefined;

      function erase(erased: Node): false {
        blank(erased.start, erased.end);
        return false;
      }
    },
  });
  return known;
}

function isErased(node: Node | null): boolean {
  return Boolean(node && (ERASED.has(node.type) || ('declare' in node && node.declare)));
}

/** `constructor(private name)` sets `this.name`. */
function assignParameter(node: Node, groups: TextEdit[][], parent: Node | null): boolean {
  if (node.type !== 'TSParameterProperty' || parent?.type !== 'FunctionExpression' || !parent.body)
    return false;
  const parameter = node.parameter as Node;
  const named = parameter.type === 'AssignmentPattern' ? (parameter.left as Node) : parameter;
  const name = named.type === 'Identifier' ? named.name : '';
  const [first] = parent.body.body;
  const callsSuper =
    first?.type === 'ExpressionStatement' &&
    first.expression.type === 'CallExpression' &&
    first.expression.callee.type === 'Super';
  const at = callsSuper ? first.end : parent.body.start + 1;
  groups.push([{ start: at, end: at, text: `;this.${name}=${name};` }]);
  return name !== '';
}

/** An enumeration of literals as an object. */
function enumText(node: Node, text: string): string | null {
  if (node.type !== 'TSEnumDeclaration') return null;
  let next: number | null = 0;
  const entries: string[] = [];
  for (const { id, initializer } of node.body.members) {
    const name = id.type === 'Identifier' ? id.name : id.type === 'Literal' ? String(id.value) : null;
    if (name === null || (!initializer && next === null)) return null;
    const value: string = initializer ? text.slice(initializer.start, initializer.end) : String(next);
    const number: number = Number(value);
    entries.push(`${JSON.stringify(name)}:${value}`);
    if (!Number.isNaN(number)) entries.push(`${JSON.stringify(value)}:${JSON.stringify(name)}`);
    next = Number.isNaN(number) ? null : number + 1;
  }
  const lines = '\n'.repeat(text.slice(node.start, node.end).split('\n').length - 1);
  return `const ${node.id.name}={${entries.join(',')}};${lines}`;
}
