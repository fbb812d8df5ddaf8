import type { Node } from 'oxc-parser';
import { bare, functionAround, functionName, identifierName, isLoop, memberName } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { LOGIC, type Suggestion, type Template } from '../template.ts';
import { operand, replaceNode, shouldBe } from './helpers/text.ts';

/** An index, a bound, an argument or a result that is one too large or too small. */
export const shiftExpression: Template = {
  name: 'shift-expression',
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    const fit = clues.differences.has('off_by_one') ? 1.3 : 1;
    function* shifted(node: Node, prior: number): Generator<Suggestion> {
      const kind = scopes.kind(node);
      const inner = bare(node);
      if (inner.type === 'Literal' || inner.type === 'UpdateExpression') return;
      if (kind !== 'number' && !(kind === 'unknown' && ['Identifier', 'CallExpression'].includes(inner.type)))
        return;
      // `i - 1` is shifted by the template that changes constants, or dropped below.
      if (inner.type === 'BinaryExpression' && [inner.left, inner.right].some(isOne)) return;
      const sure = kind === 'number' ? 1 : 0.7;
      for (const operator of ['-', '+']) {
        const shiftedText = `${operand(source, node)} ${operator} 1`;
        const text = isFactor(source.placeOf(node)) ? `(${shiftedText})` : shiftedText;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: prior * fit * sure,
          at: node,
        };
      }
    }

    for (const place of source.of('BinaryExpression')) {
      const { node, parent } = place;
      if (/^[<>]=?$/.test(node.operator)) {
        const loop = parent && isLoop(parent.node);
        const length = ['length', 'size'].includes(memberName(node.right) ?? '');
        yield* shifted(node.right, loop ? (length ? 0.46 : 0.42) : 0.26);
        if (!loop) yield* shifted(node.left, 0.2);
      }
      if ((node.operator === '-' || node.operator === '+') && (isOne(node.right) || isOne(node.left))) {
        const rest = isOne(node.right) ? node.left : node.right;
        const text = source.slice(rest);
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: 0.4 * fit,
          at: node,
        };
      }
    }
    for (const { node } of source.of('BinaryExpression')) {
      // `page * size`, where pages are counted from 1.
      if (node.operator === '*')
        for (const side of [node.left, node.right]) yield* shifted(side as Node, 0.22);
    }
    for (const { node } of source.of('MemberExpression')) {
      if (node.computed) yield* shifted(node.property, 0.34);
    }
    for (const { node } of source.of('CallExpression')) {
      // Months are counted from 0, unlike days and years.
      const month = /^get(UTC)?Month$/.test(memberName(node.callee) ?? '');
      const parent = source.placeOf(node).parent?.node;
      const counted = parent?.type === 'BinaryExpression' && [parent.left, parent.right].some(isOne);
      if (month && !counted) {
        const text = `${source.slice(node)} + 1`;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: 0.6,
          at: node,
        };
      }
    }
    for (const place of source.of('CallExpression')) {
      const recursive = isRecursive(place);
      const cut = ['slice', 'substring', 'splice', 'fill', 'at', 'charAt', 'repeat'].includes(
        memberName(place.node.callee) ?? '',
      );
      for (const argument of place.node.arguments) {
        if (argument.type !== 'SpreadElement') yield* shifted(argument, recursive ? 0.42 : cut ? 0.4 : 0.16);
      }
      if (recursive && place.parent?.node.type === 'ReturnStatement') yield* shifted(place.node, 0.3);
    }
    for (const { node } of source.of('ReturnStatement'))
      if (node.argument) yield* shifted(node.argument, 0.26);
    for (const { node } of source.of('VariableDeclarator')) if (node.init) yield* shifted(node.init, 0.2);
    for (const { node, parent } of source.of('AssignmentExpression')) {
      if (parent?.node.type === 'ExpressionStatement' && node.operator === '=')
        yield* shifted(node.right, 0.3);
    }
  },
};

function isFactor({ parent }: Place): boolean {
  return parent?.node.type === 'BinaryExpression' && ['*', '/', '%'].includes(parent.node.operator);
}

function isOne(node: Node): boolean {
  const inner = bare(node);
  return inner.type === 'Literal' && inner.value === 1;
}

export function isRecursive(place: Place): boolean {
  if (place.node.type !== 'CallExpression') return false;
  const name = identifierName(place.node.callee) ?? memberName(place.node.callee);
  for (let owner = functionAround(place); owner; owner = functionAround(owner)) {
    if (name !== null && functionName(owner) === name) return true;
  }
  return false;
}
