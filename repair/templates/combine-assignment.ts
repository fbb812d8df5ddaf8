import { bare, isPure } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { replaceNode, shouldBe } from './helpers/text.ts';
import { isRecursive } from './shift-expression.ts';

/** A value that is overwritten where it must be combined with what was there: the greater, the lesser, both. */
export const combineAssignment: Template = {
  name: 'combine-assignment',
  answers: LOGIC,
  *propose({ source, scopes }) {
    for (const { node, parent } of source.of('AssignmentExpression')) {
      if (node.operator !== '=' || parent?.node.type !== 'ExpressionStatement' || !isPure(node.left as never))
        continue;
      const [left, right] = [source.slice(node.left), source.slice(node.right)];
      const [kind, value] = [scopes.kind(node.left as never), scopes.kind(node.right)];
      if (
        ![kind, value].every((each) => each === 'number' || each === 'unknown') ||
        bare(node.right).type === 'Literal'
      )
        continue;
      if (right.includes('Math.m') || (kind === 'unknown' && value === 'unknown')) continue;
      const least = /min|least|low|best|short|dist|cost/i.test(left);
      const most = /max|most|high|best|long|len|great/i.test(left);
      for (const [name, likely] of [
        ['max', most],
        ['min', least],
      ] as const) {
        const text = `Math.${name}(${left}, ${right})`;
        yield {
          edits: [replaceNode(node.right, text)],
          rationale: shouldBe(source.slice(node), `${left} = ${text}`),
          prior: likely ? 0.36 : 0.17,
          at: node,
        };
      }
    }
    // A result that is brought up by one call after another: one more, or what the other call brings.
    for (const place of source.of('CallExpression')) {
      if (!isRecursive(place) || place.parent?.node.type !== 'ReturnStatement') continue;
      for (const binding of scopes.visible(place).slice(0, 5)) {
        if (binding.kind !== 'number' || binding.how === 'function') continue;
        for (const operator of ['+', '-', '*']) {
          const text = `${binding.name} ${operator} ${source.slice(place.node)}`;
          yield {
            edits: [replaceNode(place.node, text)],
            rationale: shouldBe(source.slice(place.node), text),
            prior: 0.1,
            at: place.node,
          };
        }
      }
    }
    // An argument or an index that lacks an offset which the function knows.
    for (const place of source.of('CallExpression', 'MemberExpression')) {
      const recursive = place.node.type === 'CallExpression' && isRecursive(place);
      const slots =
        place.node.type === 'CallExpression'
          ? recursive
            ? place.node.arguments
            : []
          : place.node.computed
            ? [place.node.property]
            : [];
      for (const slot of slots) {
        if (slot.type !== 'Identifier' || !['number', 'unknown'].includes(scopes.kind(slot))) continue;
        for (const [distance, binding] of scopes.visible(place).slice(0, 8).entries()) {
          if (binding.kind !== 'number' || binding.name === slot.name) continue;
          for (const operator of ['-', '+']) {
            const text = `${slot.name} ${operator} ${binding.name}`;
            yield {
              edits: [replaceNode(slot, text)],
              rationale: shouldBe(slot.name, text),
              prior: (recursive ? 0.16 : 0.09) * 0.95 ** distance,
              at: slot,
            };
          }
        }
      }
    }
  },
};
