import type { Node } from 'oxc-parser';
import { bare, identifierName, memberName } from '../../syntax/nodes.ts';
import type { TemplateInput } from '../../template.ts';

/** The expression that a name or a property of a constant object stands for, in this file; else the node itself. */
export function resolve({ source }: TemplateInput, node: Node): Node {
  const inner = bare(node);
  const name = identifierName(inner) ?? memberName(inner);
  if (!name) return inner;
  if (inner.type === 'Identifier') {
    const declared = source
      .of('VariableDeclarator')
      .filter((place) => identifierName(place.node.id) === name);
    const init = declared.length === 1 ? declared[0]?.node.init : null;
    if (init) return bare(init);
    const defaults = source
      .of('AssignmentPattern')
      .filter((place) => identifierName(place.node.left) === name);
    return defaults.length === 1 && defaults[0] ? bare(defaults[0].node.right) : inner;
  }
  const properties = source
    .of('Property')
    .filter((place) => identifierName(place.node.key) === name && numericValue(place.node.value) !== null);
  return properties.length === 1 && properties[0] ? bare(properties[0].node.value) : inner;
}

/** The number that an expression of literals evaluates to, such as `5 * 1000`; null when it is not a number. */
function numericValue(node: Node): number | null {
  const inner = bare(node);
  if (inner.type === 'Literal') return typeof inner.value === 'number' ? inner.value : null;
  if (inner.type !== 'BinaryExpression') return null;
  const left = numericValue(inner.left);
  const right = numericValue(inner.right);
  if (left === null || right === null) return null;
  if (inner.operator === '*') return left * right;
  if (inner.operator === '+') return left + right;
  return inner.operator === '/' ? left / right : null;
}

/** A number that an expression comes to, and the part of it that decides how much. */
export interface Amount {
  value: number;
  node: Node;
  /** By what the part is multiplied. */
  factor: number;
}

/** Factors that only turn one unit into another. */
const UNITS = new Set([1000, 60, 3600, 24]);
/** Constants that are made of constants, of constants, ... */
const DEPTH = 4;

/** The number that an expression comes to, through names and products such as `PATIENCE_SECONDS * 1000`. */
export function amountIn(input: TemplateInput, node: Node, depth = DEPTH): Amount | null {
  const inner = resolve(input, node);
  const whole = numericValue(inner);
  const product = inner.type === 'BinaryExpression' && (inner.operator === '*' || inner.operator === '/');
  if (!product || depth === 0) return whole === null ? null : { value: whole, node: inner, factor: 1 };
  const [left, right] = [amountIn(input, inner.left, depth - 1), amountIn(input, inner.right, depth - 1)];
  if (!left || !right) return null;
  if (inner.operator === '/') {
    return { value: left.value / right.value, node: left.node, factor: left.factor / right.value };
  }
  const [decides, other] = UNITS.has(left.value) ? [right, left] : [left, right];
  return { value: left.value * right.value, node: decides.node, factor: decides.factor * other.value };
}

/**
 * A number, rounded up, as the author would have written it: whole where it was whole, else to hundredths, and with
 * separators where there were some.
 */
export function writeNumber(value: number, like: string): string {
  const digits = String(/\d\.\d/.test(like) ? Math.ceil(value * 100 - 1e-9) / 100 : Math.ceil(value - 1e-9));
  return like.includes('_') ? digits.replace(/\B(?=(\d{3})+$)/g, '_') : digits;
}
