import type { Node } from 'oxc-parser';
import { atomsAt } from './atoms.ts';
import { bracketed, replacing, type SpaceEdit, type SpaceInput } from './space-edit.ts';

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
