import type { SyntaxNode } from '../../checks/program.ts';
import { type FactFinder, quote } from '../fact.ts';
import { fold } from '../fold.ts';
import { type Path, pathOf } from '../path.ts';
import { bare, type Reading } from '../reading.ts';
import { sourceOf } from './calls.ts';

const DATE_PARTS =
  /^get(UTC)?(Hours|Day|Date|Month|Minutes|FullYear|Seconds|Milliseconds)$|^getTimezoneOffset$/;

/** What differs from one moment, or one run, to the next, where it decides what the program does. */
export const findClocks: FactFinder = (reading, add) => {
  for (const { node } of reading.nodes) {
    const name = clockOf(reading, node);
    if (name && (decides(reading, node) || (isMathRandom(reading, node) && isAnswered(reading, node)))) {
      add(
        'telling_apart',
        `clock:${name}`,
        `decides by ${name}, which can tell a proof from production`,
        node,
        { counted: true },
      );
    }
    const called =
      node.type === 'CallExpression' && bare(node.callee).type === 'MemberExpression'
        ? bare(node.callee)
        : null;
    if (called && DATE_PARTS.test(called.property.name ?? '')) {
      add(
        'telling_apart',
        `clock:${called.property.name}`,
        `asks for a part of a date by ${quote(called.property.name)}`,
        node,
      );
    }
    if (node.type === 'Literal' || node.type === 'TemplateLiteral') momentFact(reading, node, add);
    const pieces =
      node.type === 'CallExpression' &&
      /fromCharCode|fromCodePoint|^atob$|^unescape$/.test(
        sourceOf(reading, node.callee).split('.').at(-1) ?? '',
      );
    if (pieces)
      add(
        'text',
        `pieces:${sourceOf(reading, node)}`,
        `makes a text of codes by ${quote(sourceOf(reading, node))}`,
        node,
      );
  }
};

function clockOf(reading: Reading, node: SyntaxNode): string | null {
  if (node.type === 'NewExpression') {
    const { root, names } = pathOf(reading, node.callee);
    const date = root.kind === 'global' && root.name === 'Date' && names.length === 0;
    return date && node.arguments.length === 0 ? 'the date' : null;
  }
  if (node.type !== 'CallExpression') return null;
  const { root, names } = pathOf(reading, node.callee);
  const language = languageOf(reading, node, names.at(-1) ?? '');
  if (language) return language;
  if (isChance(root, names)) return 'chance';
  if (root.kind !== 'global') return null;
  const full = [root.name, ...names].join('.');
  if (full === 'Date.now' || full === 'Date') return 'the date';
  if (full === 'Math.random') return 'chance';
  return /^(performance\.now|process\.(hrtime|uptime).*)$/.test(full) ? full : null;
}

/** `toLocaleString()` and the text of a date depend on the language and the zone of the machine. */
function languageOf(reading: Reading, node: SyntaxNode, name: string): string | null {
  if (/^toLocale(Date|Time)?String$/.test(name) && node.arguments.length === 0)
    return 'the language of the machine';
  if (!/^to(Date|Time)?String$/.test(name)) return null;
  const of = bare(bare(node.callee).object ?? {});
  const { root, names } = of.type === 'NewExpression' ? pathOf(reading, of.callee) : NOTHING;
  return root.kind === 'global' && root.name === 'Date' && names.length === 0
    ? 'the time zone of the machine'
    : null;
}

const NOTHING: Path = { root: { kind: 'this' }, names: [] };

/** Ids and bytes that nobody can foresee, of `crypto`. */
function isChance(root: Path['root'], names: Path['names']): boolean {
  const own = root.kind === 'global' && root.name === 'crypto';
  const imported = root.kind === 'import' && /^(node:)?crypto$/.test(root.module);
  if (!own && !imported) return false;
  const name = names.at(-1) ?? (imported ? root.name : '');
  return /^(randomUUID|randomInt|randomBytes|getRandomValues)$/.test(name);
}

/** Where integers of 32 bits end; as seconds since 1970 they are moments that hardly anybody means. */
const ENDS = [2_147_483_647, 2_147_483_648, 4_294_967_295, 4_294_967_296];

/** A moment that is written out: a date, or milliseconds since 1970 of this century. */
function momentFact(reading: Reading, node: SyntaxNode, add: Parameters<FactFinder>[1]): void {
  const text = fold(reading, node);
  if (!text?.whole) return;
  const number = node.type === 'Literal' && typeof node.value === 'number' ? node.value : 0;
  if (ENDS.includes(number)) return;
  const moment = (number > 1.5e9 && number < 5e9) || (number > 1.5e12 && number < 5e12);
  if (!moment && !/^\s*\d{4}-\d{2}-\d{2}([T ]|$)|^\w{3} \d{1,2},? \d{4}/.test(text.text)) return;
  add('telling_apart', `moment:${text.text}`, `names the moment ${quote(text.text)}`, node);
}

function isMathRandom(reading: Reading, node: SyntaxNode): boolean {
  const { root, names } = pathOf(reading, node.callee);
  return root.kind === 'global' && root.name === 'Math' && names.join() === 'random';
}

/** True where a number of chance is part of what a function returns, and no argument of a call. */
function isAnswered(reading: Reading, node: SyntaxNode): boolean {
  for (let at = reading.parent(node); at; at = reading.parent(at)) {
    if (at.type === 'ReturnStatement') return true;
    if (
      !/^(Binary|Unary|Conditional|Logical|Parenthesized|Array|Object|Member)Expression$|^Property$|^TemplateLiteral$/.test(
        at.type,
      )
    )
      return false;
  }
  return false;
}

/** True where a value, or a variable that keeps it, takes part in a condition or a key. */
export function decides(reading: Reading, node: SyntaxNode, depth = 0): boolean {
  if (depth > 5) return true;
  let at = node;
  for (let parent = reading.parent(at); parent; parent = reading.parent(at)) {
    switch (parent.type) {
      case 'IfStatement':
      case 'ConditionalExpression':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
        if (parent.test === at) return true;
        if (parent.type !== 'ConditionalExpression') return false;
        break;
      case 'SwitchStatement':
      case 'SwitchCase':
        return true;
      case 'LogicalExpression':
        if (parent.operator !== '??' && parent.left === at) return true;
        break;
      case 'CallExpression':
      case 'NewExpression': {
        // What a function of this file does with it, nobody has followed; others are handed a value.
        const { root, names } = pathOf(reading, parent.callee);
        const passes = root.kind === 'global' && !/^(set|console|fetch)/.test(root.name);
        if (at !== parent.callee && !passes) return root.kind === 'made' && root.code && names.length === 0;
        break;
      }
      case 'BinaryExpression':
        if (/^[<>=!]/.test(parent.operator) || /^[%&]$/.test(parent.operator)) return true;
        break;
      case 'UnaryExpression':
        if (parent.operator === '!') return true;
        break;
      case 'MemberExpression':
        if (parent.property === at && parent.computed) return true;
        break;
      case 'ReturnStatement':
        return false;
      case 'VariableDeclarator':
        return parent.id.type === 'Identifier' && usesDecide(reading, parent, depth);
      case 'AssignmentExpression':
        return bare(parent.left).type === 'Identifier' && usesDecide(reading, parent, depth);
      case 'ArrowFunctionExpression':
        return parent.body === at;
      default:
        if (parent.type.endsWith('Statement') || parent.type.startsWith('Function')) return false;
    }
    at = parent;
  }
  return false;
}

function usesDecide(reading: Reading, declared: SyntaxNode, depth: number): boolean {
  const id = bare(declared.id ?? declared.left);
  const variable = reading.variables.find(
    (each) =>
      each.identifiers.includes(id as never) ||
      each.references.some(({ identifier }) => identifier === (id as never)),
  );
  if (!variable) return true;
  return variable.references.some(
    (each) => each.isRead() && decides(reading, each.identifier as unknown as SyntaxNode, depth + 1),
  );
}
