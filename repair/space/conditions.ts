import type { Node } from 'oxc-parser';
import type { Binding } from '../syntax/binding.ts';
import { functionAround, memberName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { bracketed, replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

/** The most atoms at one place. */
const ATOMS = 120;

/** Simple conditions about the names in scope at a place, and those that stand elsewhere in its function. */
export function atomsAt({ source, scopes }: SpaceInput, place: Place): string[] {
  const atoms = new Set<string>();
  const bindings = scopes.visible(place).filter(({ how }) => !['import', 'class', 'function'].includes(how));
  for (const text of conditionsNear(source, place)) atoms.add(text);
  for (const text of alikeNamed(source, bindings)) atoms.add(text);
  for (const { name, kind } of bindings.slice(0, 10)) {
    if (kind === 'number')
      for (const test of ['=== 0', '< 0', '<= 0', '> 0', '=== 1']) atoms.add(`${name} ${test}`);
    else if (kind === 'boolean') atoms.add(name).add(`!${name}`);
    else if (kind === 'array' || kind === 'string') {
      atoms.add(`${name}.length === 0`).add(`${name}.length > 0`).add(`!${name}`).add(`${name}.length === 1`);
    } else if (kind === 'map' || kind === 'set') atoms.add(`${name}.size === 0`);
    else {
      for (const test of [`!${name}`, name, `${name} === undefined`, `${name} === null`, `${name} == null`])
        atoms.add(test);
      for (const test of ['=== 0', '<= 0', '< 0']) atoms.add(`${name} ${test}`);
      atoms.add(`${name}?.length === 0`).add(`Array.isArray(${name})`).add(`!Array.isArray(${name})`);
      atoms
        .add(`typeof ${name} !== 'object'`)
        .add(`Number.isNaN(${name})`)
        .add(`typeof ${name} === 'string'`);
    }
  }
  const numbers = bindings.filter(({ kind }) => kind === 'number' || kind === 'unknown').slice(0, 5);
  for (const one of numbers) {
    for (const other of numbers) {
      if (one === other) continue;
      for (const operator of ['===', '<', '>']) atoms.add(`${one.name} ${operator} ${other.name}`);
    }
  }
  const sized = bindings.filter(({ kind }) => ['array', 'string', 'unknown'].includes(kind)).slice(0, 4);
  for (const { name } of sized) {
    for (const { name: other } of numbers.slice(0, 3))
      if (other !== name)
        for (const operator of ['<=', '>', '<']) atoms.add(`${name}.length ${operator} ${other}`);
    for (const { name: other } of sized) if (other !== name) atoms.add(`${name}.length > ${other}.length`);
    for (const test of ['=== 0', '< 2', '> 1', '!== 1']) atoms.add(`${name}.length ${test}`);
  }
  for (const { name } of numbers.slice(0, 3))
    for (const { name: list } of sized)
      if (list !== name)
        for (const operator of ['===', '!==', '<']) atoms.add(`${name} ${operator} ${list}.length - 1`);
  for (const text of aboutCollections(bindings)) atoms.add(text);
  for (const text of aboutMembers(source, place)) atoms.add(text);
  return [...atoms].slice(0, ATOMS);
}

/** Members that are named as a name in scope, compared with it: `lot.expires === expires`. */
function alikeNamed(source: Source, bindings: readonly Binding[]): string[] {
  const members = new Map<string, Set<string>>();
  for (const { node } of source.of('MemberExpression')) {
    const name = node.computed ? null : memberName(node);
    if (name && node.object.type === 'Identifier')
      members.set(name, (members.get(name) ?? new Set<string>()).add(node.object.name));
  }
  const objects = bindings.filter(({ kind }) => kind === 'unknown' || kind === 'object').slice(0, 4);
  return bindings.flatMap(({ name }) => {
    const known = members.get(name);
    return known
      ? objects
          .filter((object) => object.name !== name && (known.has(object.name) || objects.length < 3))
          .flatMap((object) => [`${object.name}.${name} === ${name}`, `${object.name}.${name} !== ${name}`])
      : [];
  });
}

/** Whether a collection in scope holds a value in scope. */
function aboutCollections(bindings: readonly Binding[]): string[] {
  const holders = bindings.filter(({ kind }) => ['map', 'set', 'array', 'object'].includes(kind)).slice(0, 4);
  const values = bindings.filter(({ kind }) => ['unknown', 'string', 'number'].includes(kind)).slice(0, 3);
  const test = ({ kind, name }: Binding, value: string) =>
    kind === 'object'
      ? `(${value} in ${name})`
      : `${name}.${kind === 'array' ? 'includes' : 'has'}(${value})`;
  const lists = bindings.filter(({ kind }) => kind === 'array' || kind === 'object').slice(0, 3);
  const keys = bindings.filter(({ kind }) => kind === 'number' || kind === 'string').slice(0, 3);
  const entries = lists.flatMap((list) =>
    keys.flatMap(({ name }) => [`${list.name}[${name}]`, `!${list.name}[${name}]`]),
  );
  const held = holders.flatMap((holder) =>
    values.flatMap(({ name }) => {
      if (name === holder.name) return [];
      const held = test(holder, name);
      return [held, `!${held}`];
    }),
  );
  return [...held, ...entries];
}

/** Whether the members that the function reads are there. */
function aboutMembers(source: Source, place: Place): string[] {
  const owner = functionAround(place)?.node ?? source.program;
  const members = new Set<string>();
  for (const { node, key } of source.of('MemberExpression')) {
    if (node.start < owner.start || node.end > owner.end || key === 'callee' || key === 'left') continue;
    if (node.end - node.start < 24 && !/[(?\n]/.test(source.slice(node))) members.add(source.slice(node));
  }
  return [...members]
    .filter((text) => !/\.(length|size)$/.test(text))
    .slice(0, 6)
    .flatMap((text) => [
      ...(source.text.includes('Infinity') ? [`${text} === Infinity`] : []),
      `${text} === 0`,
      `!${text}`,
      `${text} === undefined`,
      text,
      `${text} === ''`,
      `${text} === null`,
      `${text} < 0`,
    ]);
}

function conditionsNear(source: Source, place: Place): string[] {
  const owner = functionAround(place)?.node ?? source.program;
  return source
    .of('IfStatement', 'ConditionalExpression', 'WhileStatement')
    .filter(
      ({ node }) =>
        node.start >= owner.start && node.end <= owner.end && node.test.end - node.test.start < 60,
    )
    .map(({ node }) => source.slice(node.test))
    .slice(0, 8);
}

/** Conditions turned round, made stricter, made wider. */
export function* conditions(input: SpaceInput): Generator<SpaceEdit> {
  const { source, suspected } = input;
  for (const place of source.of(
    'IfStatement',
    'ConditionalExpression',
    'WhileStatement',
    'ForStatement',
    'DoWhileStatement',
  )) {
    const { test } = place.node;
    if (!test || !suspected(place)) continue;
    const inner = bracketed(source, test);
    const text = source.slice(test);
    yield replacing(test, `!${inner}`, 0.6, 'condition negated');
    for (const atom of comparedAlike(input, test)) {
      yield replacing(test, `${inner} || ${atom}`, 0.35, 'condition extended');
      yield replacing(test, `${inner} && ${atom}`, 0.3, 'condition extended');
    }
    for (const text of comparisonsOf(input, test)) yield replacing(test, text, 0.35, 'comparison completed');
    for (const value of ['true', 'false']) yield replacing(test, value, 0.15, 'condition fixed');
    for (const atom of atomsAt(input, place)) {
      if (atom === text) continue;
      const part = /\s(&&|\|\||\?)\s/.test(atom) ? `(${atom})` : atom;
      yield replacing(test, `${inner} && ${part}`, 0.35, 'condition extended');
      yield replacing(test, `${inner} || ${part}`, 0.35, 'condition extended');
      yield replacing(test, atom, 0.2, 'condition replaced');
    }
  }
  for (const place of source.of('ReturnStatement', 'ArrowFunctionExpression')) {
    const value = place.node.type === 'ReturnStatement' ? place.node.argument : place.node.body;
    if (!value || value.type === 'BlockStatement' || !suspected(place)) continue;
    if (input.scopes.kind(value) !== 'boolean' && value.type !== 'LogicalExpression') continue;
    const inner = bracketed(source, value);
    yield replacing(value, `!${inner}`, 0.5, 'condition negated');
    for (const atom of [...comparedAlike(input, value), ...comparedWithSmall(input, value)]) {
      yield replacing(value, `${inner} && ${atom}`, 0.3, 'condition extended');
      yield replacing(value, `${inner} || ${atom}`, 0.3, 'condition extended');
    }
    for (const atom of atomsAt(input, source.placeOf(value)).slice(0, 30)) {
      const part = /\s(&&|\|\||\?)\s/.test(atom) ? `(${atom})` : atom;
      yield replacing(value, `${inner} && ${part}`, 0.35, 'condition extended');
      yield replacing(value, `${inner} || ${part}`, 0.35, 'condition extended');
    }
  }
}

/** What the comparisons of a condition look like with other constants: `x.status === 503` beside `x.status === 429`. */
function comparedAlike({ source, constants }: SpaceInput, test: Node): string[] {
  const near = [...new Set([...source.of('Literal').map(({ node }) => source.slice(node)), ...constants])];
  const found = new Set<string>();
  for (const { node } of source.of('BinaryExpression')) {
    if (node.start < test.start || node.end > test.end || !/^([=!]==?|[<>]=?)$/.test(node.operator)) continue;
    const right = source.slice(node.right);
    for (const other of near) {
      const alike = /^["']/.test(other) === /^["']/.test(right) && /^["'\d-]/.test(other);
      if (node.right.type === 'Literal' && alike && other !== right && other.length < 24)
        for (const operator of new Set([node.operator, '>=', '<=', '>', '<']))
          if (operator === node.operator || /^-?\d/.test(other))
            found.add(`${source.slice(node.left)} ${operator} ${other}`);
    }
  }
  return [...found].slice(0, 60);
}

/** What a condition compares with one small number, compared with the others: days, months, kinds. */
function comparedWithSmall({ source }: SpaceInput, test: Node): string[] {
  const found = new Set<string>();
  for (const { node } of source.of('BinaryExpression')) {
    const { left, right, operator } = node;
    if (node.start < test.start || node.end > test.end || !/^[=!]==?$/.test(operator)) continue;
    if (right.type !== 'Literal' || typeof right.value !== 'number') continue;
    for (let other = 0; other < 10; other += 1)
      if (other !== right.value) found.add(`${source.slice(left)} ${operator} ${other}`);
  }
  return [...found].slice(0, 20);
}

/** A value that stands alone as a condition, compared with another: `a.method` as `a.method !== method.toUpperCase()`. */
function* comparisonsOf({ source, scopes }: SpaceInput, test: Node): Generator<string> {
  if (!/^(MemberExpression|Identifier|CallExpression)$/.test(test.type)) return;
  const text = source.slice(test);
  const behind = source.of('CallExpression').flatMap(({ node }) => {
    const { callee } = node;
    return callee.type === 'MemberExpression' && node.arguments.length === 0
      ? [source.text.slice(callee.object.end, node.end)]
      : [];
  });
  const names = scopes
    .visible(source.placeOf(test))
    .filter(({ how }) => how !== 'import' && how !== 'function');
  for (const { name } of names.slice(0, 8)) {
    for (const suffix of ['', ...new Set(behind)].slice(0, 8))
      for (const operator of ['===', '!==', '<', '>']) yield `${text} ${operator} ${name}${suffix}`;
  }
}
