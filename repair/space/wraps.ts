import type { Node } from 'oxc-parser';
import { isReturnedInTry } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { BOUNDS, bindsCloser } from './bounds.ts';
import { copies } from './copies.ts';
import { bracketed, replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** Expressions that something may be missing around. */
const WRAPPED = new Set([
  'Identifier',
  'MemberExpression',
  'CallExpression',
  'BinaryExpression',
  'AwaitExpression',
  'LogicalExpression',
  'TemplateLiteral',
  'ConditionalExpression',
  'ArrayExpression',
]);
const CALLS = [
  'Math.abs',
  'Math.floor',
  'Math.ceil',
  'Math.round',
  'Math.trunc',
  'Number',
  'String',
  'Boolean',
];
const TEXT_CALLS = ['encodeURIComponent', 'decodeURIComponent', 'Number', 'parseInt', 'JSON.parse', 'RegExp'];
const OBJECT_CALLS = ['Object.keys', 'Object.values', 'Object.entries', 'Array.from', 'JSON.stringify'];
const BEHIND_NUMBER = [
  '.toFixed(2)',
  ".toString().padStart(2, '0')",
  ' + 1',
  ' - 1',
  ' + 2',
  ' - 2',
  ' * 2',
  ' / 2',
  ' * 100',
  ' / 100',
  ' % 2',
];
const BEHIND_TEXT = [
  '.trim()',
  '.toLowerCase()',
  '.toUpperCase()',
  '.length',
  ".split('')",
  '.slice(1)',
  '.slice(0, -1)',
  ".split(' ')",
  ".split(',')",
  ".padStart(2, '0')",
  ".padEnd(2, '0')",
  '.charCodeAt(0)',
];
const BEHIND_LIST = [
  '.length',
  '.slice()',
  '.slice(1)',
  '.slice(0, -1)',
  '.reverse()',
  '.flat()',
  '.filter(Boolean)',
  ".join('')",
  '.sort()',
  '.sort((a, b) => a - b)',
  '[0]',
  '.at(-1)',
  '.map(Number)',
  '.map(String)',
  ".join(' ')",
  ".join(',')",
];
const INSTEAD = [' ?? 0', " ?? ''", ' ?? []', ' ?? {}', ' ?? null', ' || 0', ' ?? 1', ' ?? false', ' || 1'];

/** A call around an expression or behind it, a step of arithmetic, a value in the place of an absent one. */
export function* wraps({ source, scopes, suspected, constants, observed }: SpaceInput): Generator<SpaceEdit> {
  const { suffixes, prefixes } = callsOf(source);
  const numbers = numbersOf(source, constants);
  for (const place of source.places) {
    const { node } = place;
    if (!WRAPPED.has(node.type) || !suspected(place) || !isValue(place)) continue;
    const kind = scopes.kind(node);
    const text = source.slice(node);
    const inner = bracketed(source, node);
    const may = (other: string) => kind === other || kind === 'unknown';
    const sure = kind === 'unknown' ? 0.8 : 1;
    const put = (made: string, weight: number, what = 'call around') =>
      replacing(node, made, weight * sure, what);
    if (may('number')) {
      // A quotient that is an index or a count is seldom meant with a fraction.
      const isQuotient = node.type === 'BinaryExpression' && node.operator === '/';
      for (const call of CALLS)
        yield put(`${call}(${text})`, isQuotient && call.startsWith('Math.') ? 0.6 : 0.35);
      for (const behind of BEHIND_NUMBER) {
        const made =
          behind.startsWith(' ') && bindsCloser(place) ? `(${inner}${behind})` : `${inner}${behind}`;
        const isStep = /^ [-+] 1$/.test(behind);
        yield put(made, isStep ? 0.45 : 0.25, isStep ? 'off by one' : 'arithmetic');
      }
      if (kind === 'number')
        for (const value of numbers)
          for (const operator of ['+', '-', '*', '/', '%'])
            yield put(`(${inner} ${operator} ${value})`, 0.22, 'arithmetic');
      if (kind === 'number') yield put(`Math.round(${text} * 100) / 100`, 0.3);
      if (kind === 'number' && text.length < 24) yield put(`(${inner} * ${inner})`, 0.25, 'arithmetic');
      if (node.type === 'Identifier' && place.key === 'property') yield put(`${text}++`, 0.4, 'step');
      yield put(`-${inner}`, 0.35);
      yield put(`Math.max(0, ${text})`, 0.4);
      yield put(`Math.max(1, ${text})`, 0.3);
      for (const { name, kind: other, how } of scopes.visible(place).slice(0, 16)) {
        if (other !== 'number' && other !== 'unknown') {
          if (other === 'array' || other === 'string') {
            for (const operator of ['+', '-', '%', '/', '*'])
              yield put(`(${inner} ${operator} ${name}.length)`, 0.25, 'arithmetic');
          }
          continue;
        }
        if (how === 'function' || how === 'class' || how === 'import') continue;
        for (const operator of ['+', '-', '*', '/', '%'])
          if (name !== text)
            yield put(`(${inner} ${operator} ${name})`, other === 'number' ? 0.35 : 0.25, 'arithmetic');
        for (const [call, limit] of BOUNDS)
          if (name !== text) yield put(`${call}(${text}, ${name})`, limit.test(name) ? 0.5 : 0.3);
      }
    }
    if (may('string')) {
      for (const behind of BEHIND_TEXT) yield put(`${inner}${behind}`, 0.35, 'call behind');
      for (const { name, kind: other } of scopes.visible(place).slice(0, 12))
        if (other === 'string' && name !== text) {
          yield put(`(${inner} + ${name})`, 0.35, 'concatenation');
          yield put(`(${name} + ${inner})`, 0.35, 'concatenation');
          yield put(`(${inner} + ${name}.slice(1))`, 0.25, 'concatenation');
        }
      for (const piece of ["' '", "','", "'-'", "'\\n'", "'0'", "'/'"]) {
        if (kind === 'string') yield put(`(${inner} + ${piece})`, 0.25, 'concatenation');
        if (kind === 'string') yield put(`(${piece} + ${inner})`, 0.25, 'concatenation');
      }
    }
    if (kind === 'string') for (const call of TEXT_CALLS) yield put(`${call}(${text})`, 0.3);
    if (kind !== 'number' && kind !== 'boolean')
      for (const call of OBJECT_CALLS) yield put(`${call}(${text})`, kind === 'object' ? 0.35 : 0.2);
    if ((place.key === 'arguments' || place.key === 'elements') && (may('array') || may('set')))
      yield put(`...${inner}`, 0.45, 'spread');
    if (may('array')) {
      for (const behind of BEHIND_LIST) yield put(`${inner}${behind}`, 0.35, 'call behind');
      yield put(`[...${inner}]`, 0.4);
      yield put(`[...new Set(${text})]`, 0.3);
      yield put(`new Set(${text})`, 0.25);
      if (place.parent?.node.type !== 'AwaitExpression') yield put(`(await Promise.all(${text}))`, 0.3);
      yield put(`Promise.all(${text})`, 0.3);
    }
    if (may('object')) yield put(`({ ...${inner} })`, 0.3);
    if (may('map') || may('set')) yield put(`[...${inner}.keys()]`, 0.15);
    const isOperand = /^(BinaryExpression|MemberExpression|TemplateLiteral)$/.test(
      place.parent?.node.type ?? '',
    );
    if (!isOperand && (may('boolean') || node.type === 'CallExpression')) yield put(`!${inner}`, 0.45);
    if (kind !== 'boolean' && kind !== 'function' && node.type !== 'BinaryExpression') {
      for (const behind of INSTEAD) yield put(`(${text}${behind})`, 0.3, 'instead of absent');
      yield put(`[${text}]`, 0.2);
      if (place.parent?.node.type !== 'AwaitExpression' && node.type === 'CallExpression')
        yield put(`(await ${text})`, observed?.promised ? 0.8 : isReturnedInTry(place) ? 0.6 : 0.3);
    }
    if (node.type === 'MemberExpression' && !node.optional) {
      const end = node.object.end;
      const at = node.computed ? { start: end, end, text: '?.' } : { start: end, end: end + 1, text: '?.' };
      if (node.computed || source.text[end] === '.')
        yield { edits: [at], weight: 0.4, at: node, kind: 'optional access' };
    }
    yield* copies(place, scopes, text);
    for (const behind of suffixes)
      if (!text.endsWith(behind)) yield put(`${inner}${behind}`, 0.35, 'call behind');
    for (const [before, after] of prefixes)
      if (!text.startsWith(before)) yield put(`${before}${text}${after}`, 0.35, 'call around');
    yield* callsAround(place, text);
  }

  for (const place of source.of('SpreadElement'))
    if (suspected(place)) yield replacing(place.node, source.slice(place.node.argument), 0.45, 'spread');

  /** Functions of the file around an expression. */
  function* callsAround(place: Place, text: string): Generator<SpaceEdit> {
    for (const { name, how, kind } of scopes.visible(place)) {
      const isCalled = how === 'function' || (kind === 'function' && how === 'constant');
      if (isCalled && !text.startsWith(`${name}(`) && place.key !== 'callee')
        yield replacing(place.node, `${name}(${text})`, 0.3, 'call around');
    }
  }
}

/** Whether a place is a value that is used, rather than a name that is declared or written. */
function isValue({ node, parent, key }: Place): boolean {
  if (!parent) return false;
  const above = parent.node;
  if (key === 'callee' || key === 'left' || key === 'id' || key === 'param' || key === 'params') {
    return key === 'left' && /^(Binary|Logical)Expression$/.test(above.type);
  }
  if (above.type === 'UpdateExpression' || above.type === 'ExpressionStatement') return false;
  if (/^(Import|Export|Labeled|Break|Continue)/.test(above.type)) return false;
  if (/Pattern$|RestElement/.test(above.type)) return above.type === 'AssignmentPattern' && key === 'right';
  if (above.type === 'MemberExpression') return above.computed || key === 'object';
  if (above.type === 'Property')
    return key === 'value' && parent.parent?.node.type === 'ObjectExpression' && !isShorthand(above);
  if (above.type === 'MethodDefinition' || above.type === 'PropertyDefinition') return key === 'value';
  return (
    !/^(Function|Class)/.test(above.type) &&
    (above.type !== 'ArrowFunctionExpression' || key === 'body') &&
    node.type !== ('Super' as string)
  );
}

/** Numbers of the file and of its tests that a step of arithmetic may be made with. */
function numbersOf(source: Source, constants: readonly string[]): string[] {
  const own = source.of('Literal').filter(({ node }) => typeof node.value === 'number');
  const all = [...own.map(({ node }) => source.slice(node)), ...constants.filter((each) => /^\d/.test(each))];
  return [...new Set(all)].filter((text) => !['0', '1', '2'].includes(text)).slice(0, 10);
}

function isShorthand(node: Node): boolean {
  return 'shorthand' in node && node.shorthand === true;
}

/** The calls of a file as what may be missing elsewhere: behind a value, or around it. */
function callsOf(source: Source): { suffixes: string[]; prefixes: [string, string][] } {
  const suffixes = new Set<string>();
  const prefixes = new Map<string, [string, string]>();
  for (const { node } of source.of('CallExpression')) {
    const { callee, arguments: args } = node;
    const behind = callee.type === 'MemberExpression' ? source.text.slice(callee.object.end, node.end) : '';
    if (behind && behind.length < 40 && !behind.includes('\n')) suffixes.add(behind);
    if (
      /^(Math|Number|Object|Array|JSON|String)\b/.test(source.slice(callee)) ||
      callee.type === 'Identifier'
    ) {
      for (const argument of args) {
        const [before, after] = [
          source.text.slice(node.start, argument.start),
          source.text.slice(argument.end, node.end),
        ];
        if (before.length + after.length < 40) prefixes.set(`${before}\0${after}`, [before, after]);
      }
    }
  }
  return { suffixes: [...suffixes].slice(0, 16), prefixes: [...prefixes.values()].slice(0, 16) };
}
