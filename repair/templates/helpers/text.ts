import type { Node } from 'oxc-parser';
import type { Edit } from '../../syntax/edits.ts';
import type { Source } from '../../syntax/source.ts';

export function replaceNode(node: { start: number; end: number }, text: string): Edit {
  return { start: node.start, end: node.end, text };
}

/** The range of the operator between two operands. */
export function operatorRange(
  source: Source,
  left: { end: number },
  right: { start: number },
  operator: string,
): { start: number; end: number } {
  const start = source.text.indexOf(operator, left.end);
  return start !== -1 && start < right.start
    ? { start, end: start + operator.length }
    : { start: left.end, end: left.end };
}

const ATOMS = new Set([
  'Identifier',
  'Literal',
  'ThisExpression',
  'MemberExpression',
  'CallExpression',
  'ParenthesizedExpression',
  'TemplateLiteral',
  'ArrayExpression',
  'ChainExpression',
  'TSNonNullExpression',
]);

/** The text of an expression so that it can be an operand of anything. */
export function operand(source: Source, node: Node): string {
  const text = source.slice(node);
  return ATOMS.has(node.type) ? text : `(${text})`;
}

/** A text cut to a length that fits a sentence. */
export function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

/** "`a` should be `b`", as the rationale of a replacement. */
export function shouldBe(before: string, after: string): string {
  return `"${brief(before)}" should be "${brief(after)}".`;
}
