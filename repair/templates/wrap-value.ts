import type { Node } from 'oxc-parser';
import { bare, calleeName, isPure, memberName } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { LOGIC, type Suggestion, type Template } from '../template.ts';
import { operand, replaceNode, shouldBe } from './helpers/text.ts';

/** A value that must be converted first: rounded, made a number, a text, positive, trimmed, one list instead of a list of lists. */
export const wrapValue: Template = {
  name: 'wrap-value',
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    const suggest = (node: Node, text: string, prior: number): Suggestion => ({
      edits: [replaceNode(node, text)],
      rationale: shouldBe(source.slice(node), text),
      prior,
      at: node,
    });
    const fraction = clues.differences.has('fraction') ? 2 : 1;
    for (const place of source.of('BinaryExpression')) {
      const { node } = place;
      const text = source.slice(node);
      if (node.operator === '/' && !isRounded(place)) {
        yield suggest(node, `Math.floor(${text})`, Math.min(0.8, 0.4 * fraction));
        yield suggest(node, `Math.ceil(${text})`, Math.min(0.5, 0.16 * fraction));
        yield suggest(node, `Math.round(${text})`, Math.min(0.5, 0.16 * fraction));
        yield suggest(node, `Math.trunc(${text})`, Math.min(0.5, 0.1 * fraction));
      }
      // NaN and Infinity are null in JSON.
      if (node.operator === '/' && bare(node.right).type !== 'Literal' && isPure(node.right)) {
        const undefinedResult = clues.differences.has('nan') || clues.differences.has('null');
        const guarded = `(${operand(source, node.right)} === 0 ? 0 : ${text})`;
        yield suggest(node, guarded, undefinedResult ? 0.75 : 0.05);
      }
      if (node.operator === '-')
        yield suggest(node, `Math.abs(${text})`, clues.differences.has('opposite_sign') ? 0.3 : 0.12);
      if (node.operator === '%') {
        const modulus = operand(source, node.right);
        yield suggest(node, `((${text}) + ${modulus}) % ${modulus}`, 0.16);
      }
      if (node.operator === '+' && clues.differences.has('other_type')) {
        for (const side of [node.left, node.right])
          yield suggest(side as Node, `Number(${source.slice(side)})`, 0.4);
      }
      if (/^[=!]==$/.test(node.operator)) {
        for (const side of [node.left, node.right]) {
          const kind = scopes.kind(side);
          if (kind === 'string' && side.type !== 'Literal')
            yield suggest(side as Node, `${operand(source, side as Node)}.toLowerCase()`, 0.06);
        }
      }
    }
    for (const { node } of source.of('MemberExpression')) {
      if (
        node.computed &&
        scopes.kind(node.property) === 'number' &&
        bare(node.property).type === 'BinaryExpression'
      ) {
        yield suggest(node.property, `Math.floor(${source.slice(node.property)})`, 0.1);
      }
    }
    for (const place of source.of('CallExpression', 'NewExpression')) {
      const { node } = place;
      const name = memberName(node.callee) ?? calleeName(node) ?? '';
      for (const argument of node.arguments) {
        const kind = scopes.kind(argument);
        const text = source.slice(argument);
        if (argument.type === 'SpreadElement') {
          yield suggest(argument, source.slice(argument.argument), 0.26);
          continue;
        }
        const spreads = ['push', 'unshift', 'max', 'min', 'concat', 'of', 'splice'].includes(name);
        if (spreads && (kind === 'array' || kind === 'unknown'))
          yield suggest(argument, `...${operand(source, argument)}`, kind === 'array' ? 0.42 : 0.14);
        if (['push', 'unshift', 'concat'].includes(name) && kind !== 'number')
          yield suggest(argument, `[${text}]`, 0.08);
        if (['Set', 'Map'].includes(name) && kind !== 'array') yield suggest(argument, `[${text}]`, 0.12);
      }
      if (name === 'Boolean' && node.arguments[0] && scopes.kind(node.arguments[0]) === 'unknown') {
        yield suggest(node, `${operand(source, node.arguments[0] as Node)} === 'true'`, 0.34);
      }
      if (name === 'parseInt' && node.arguments.length === 1 && node.arguments[0]) {
        yield suggest(node.arguments[0] as Node, `${source.slice(node.arguments[0])}, 10`, 0.3);
      }
    }
    for (const { node } of source.of('SpreadElement')) {
      yield suggest(node, source.slice(node.argument), 0.1);
    }
    for (const { node } of source.of('YieldExpression')) {
      if (!node.argument) continue;
      const text = source.slice(node.argument);
      yield suggest(node, node.delegate ? `yield ${text}` : `yield* ${text}`, 0.42);
      if (!node.delegate && node.argument.type === 'CallExpression' && node.argument.arguments[0]) {
        yield suggest(node.argument, source.slice(node.argument.arguments[0]), 0.3);
      }
    }
    for (const { node } of source.of('ReturnStatement', 'ArrowFunctionExpression')) {
      const value =
        node.type === 'ReturnStatement'
          ? node.argument
          : node.body.type === 'BlockStatement'
            ? null
            : node.body;
      if (!value) continue;
      const kind = scopes.kind(value);
      const text = source.slice(value);
      const inner = bare(value);
      if (inner.type === 'ArrayExpression' && inner.elements.length === 0) {
        yield suggest(value, '[[]]', 0.24);
        for (const item of scopes.visible(source.placeOf(value)).slice(0, 4)) {
          if (item.how === 'parameter' || item.how === 'loop') yield suggest(value, `[${item.name}]`, 0.26);
        }
      } else if (kind === 'array') yield suggest(value, `[${text}]`, 0.05);
      if (kind === 'array' && clues.differences.has('other_order'))
        yield suggest(value, `${operand(source, value)}.reverse()`, 0.22);
      if (kind === 'string' || kind === 'unknown')
        yield suggest(value, `${operand(source, value)}.trim()`, kind === 'string' ? 0.08 : 0.02);
      if (clues.differences.has('other_type')) {
        yield suggest(value, `Number(${text})`, 0.2);
        yield suggest(value, `String(${text})`, 0.2);
        yield suggest(value, `Boolean(${text})`, 0.14);
      }
    }
  },
};

function isRounded({ parent }: Place): boolean {
  return (
    parent?.node.type === 'CallExpression' && /^(floor|ceil|round|trunc)$/.test(calleeName(parent.node) ?? '')
  );
}
