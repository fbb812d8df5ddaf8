import type { Node } from 'oxc-parser';
import { kindOf } from '../syntax/kinds.ts';
import { bare } from '../syntax/nodes.ts';
import { operatorRange } from '../templates/helpers/text.ts';
import type { SpaceEdit, SpaceInput } from './space-edit.ts';
import { replacing } from './space-edit.ts';

const COMPARISONS = ['<', '<=', '>', '>=', '===', '!=='];
const ARITHMETIC = ['+', '-', '*', '/', '%'];
/** What each operator is most often mistaken for. */
const NEAR: Record<string, string[]> = {
  '<': ['<='],
  '<=': ['<'],
  '>': ['>='],
  '>=': ['>'],
  '===': ['!=='],
  '!==': ['==='],
  '==': ['!=', '===', '<=', '>='],
  '!=': ['==', '!=='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/', '**'],
  '/': ['*', '%'],
  '%': ['/'],
  '**': ['*'],
  '&': ['|', '^', '&&'],
  '|': ['&', '^', '||'],
  '^': ['&', '|', '**'],
  '<<': ['>>', '>>>'],
  '>>': ['<<', '>>>'],
  '>>>': ['>>', '<<'],
  in: ['instanceof'],
};
const LOGICAL: Record<string, string[]> = { '&&': ['||', '??'], '||': ['&&', '??'], '??': ['||', '&&'] };
const ASSIGNING = ['=', '+=', '-=', '*=', '/=', '%=', '||=', '&&=', '??=', '|=', '&=', '^='];

function isText(node: Node): boolean {
  return (node.type === 'Literal' && typeof node.value === 'string') || node.type === 'TemplateLiteral';
}

/** Whether an expression always has a value, so that none can stand in its place. */
function isAlways(node: Node): boolean {
  const { type } = bare(node);
  return (
    /^(Binary|Update|Array|Object|New)Expression$|^TemplateLiteral$/.test(type) || kindOf(node) === 'boolean'
  );
}

/** Other operators, operands exchanged, one operand alone. */
export function* operators({ source, suspected }: SpaceInput): Generator<SpaceEdit> {
  for (const place of source.of('BinaryExpression', 'LogicalExpression')) {
    if (!suspected(place)) continue;
    const { node } = place;
    const { left, right, operator } = node;
    const range = operatorRange(source, left, right, operator);
    const family = COMPARISONS.includes(operator)
      ? COMPARISONS
      : ARITHMETIC.includes(operator)
        ? ARITHMETIC
        : [];
    const near = NEAR[operator] ?? LOGICAL[operator] ?? [];
    for (const other of new Set([...near, ...family])) {
      if (other === operator || (other === '??' && isAlways(left as Node))) continue;
      // A text is compared for being the same far more often than for its place in an alphabet.
      const ordersText = /^[<>]/.test(other) && !/^[<>]/.test(operator) && [left, right].some(isText);
      yield {
        edits: [{ ...range, text: other }],
        weight: ordersText ? 0.2 : near.includes(other) ? 0.8 : 0.55,
        at: node,
        kind: 'operator',
      };
    }
    const [first, second] = [source.slice(left), source.slice(right)];
    const gap = source.text.slice(left.end, right.start);
    if (['-', '/', '%', '<', '>', '<=', '>=', '+', '&&', '||', '**'].includes(operator) && first !== second)
      yield replacing(node, `${second}${gap}${first}`, 0.4, 'operands');
    yield replacing(node, first, 0.4, 'operand');
    yield replacing(node, second, 0.4, 'operand');
    // The grouping of `a + b * c` and `a && b || c`.
    if (left.type === node.type && source.text[left.start] !== '(' && source.text[node.start] !== '(') {
      const inner = left as typeof node;
      yield {
        edits: [
          { start: inner.right.start, end: inner.right.start, text: '(' },
          { start: right.end, end: right.end, text: ')' },
        ],
        weight: 0.4,
        at: node,
        kind: 'grouping',
      };
    }
    if (right.type === node.type && source.text[right.start - 1] !== '(') {
      yield {
        edits: [
          { start: left.start, end: left.start, text: '(' },
          { start: (right as typeof node).left.end, end: (right as typeof node).left.end, text: ')' },
        ],
        weight: 0.4,
        at: node,
        kind: 'grouping',
      };
    }
  }
  for (const place of source.of('AssignmentExpression')) {
    if (!suspected(place)) continue;
    const { node } = place;
    const range = operatorRange(source, node.left, node.right, node.operator);
    for (const other of ASSIGNING) {
      if (other === node.operator) continue;
      const common = ['=', '+=', '-='].includes(other);
      yield { edits: [{ ...range, text: other }], weight: common ? 0.55 : 0.3, at: node, kind: 'operator' };
    }
  }
  for (const place of source.of('UpdateExpression', 'UnaryExpression')) {
    if (!suspected(place)) continue;
    const { node } = place;
    const inner = source.slice(node.argument);
    if (node.type === 'UpdateExpression') {
      const other = node.operator === '++' ? '--' : '++';
      yield replacing(node, node.prefix ? `${other}${inner}` : `${inner}${other}`, 0.6, 'operator');
      yield replacing(
        node,
        node.prefix ? `${inner}${node.operator}` : `${node.operator}${inner}`,
        0.4,
        'operator',
      );
      for (const by of ['2', '0'])
        yield replacing(node, `${inner} ${node.operator[0]}= ${by}`, 0.25, 'operator');
    } else if (['!', '-', '+', '~'].includes(node.operator)) {
      yield replacing(node, inner, 0.6, 'operator');
    }
  }
  for (const place of source.of('ConditionalExpression')) {
    if (!suspected(place)) continue;
    const { node } = place;
    const [yes, no] = [source.slice(node.consequent), source.slice(node.alternate)];
    const between = source.text.slice(node.consequent.end, node.alternate.start);
    yield {
      edits: [{ start: node.consequent.start, end: node.alternate.end, text: `${no}${between}${yes}` }],
      weight: 0.5,
      at: node,
      kind: 'branches',
    };
    yield replacing(node, yes, 0.3, 'operand');
    yield replacing(node, no, 0.3, 'operand');
  }
}
