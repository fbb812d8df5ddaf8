import { isLoop } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { operatorRange, replaceNode, shouldBe } from './helpers/text.ts';

/** What a comparison may have been meant to be, the likeliest first: bounds are mistaken most. */
const MEANT: Record<string, readonly string[]> = {
  '<': ['<=', '>', '>='],
  '<=': ['<', '>=', '>'],
  '>': ['>=', '<', '<='],
  '>=': ['>', '<=', '<'],
  '===': ['!==', '<=', '>=', '<', '>'],
  '!==': ['===', '<', '>'],
  '==': ['===', '!='],
  '!=': ['!==', '=='],
};
const WEIGHT = [0.62, 0.36, 0.24, 0.14, 0.14];

/** Another comparison: a bound that is included or not, the other direction, the opposite, the strict one. */
export const swapComparison: Template = {
  name: 'swap-comparison',
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    for (const { node, parent } of source.of('BinaryExpression')) {
      const meant = MEANT[node.operator] ?? [];
      const range = operatorRange(source, node.left, node.right, node.operator);
      const ordered = ['string', 'number', 'unknown'].includes(scopes.kind(node.left));
      const bound = parent && isLoop(parent.node) ? 1.1 : 1;
      const close = clues.differences.has('off_by_one') || clues.differences.has('too_long') ? 1.25 : 1;
      for (const [index, operator] of meant.entries()) {
        if (/[<>]/.test(operator) && !ordered) continue;
        const boundary = index === 0 && /[<>]/.test(operator);
        const negated = /==/.test(node.operator) && index === 0 ? 0.6 : 1;
        yield {
          edits: [replaceNode(range, operator)],
          rationale: shouldBe(
            source.slice(node),
            `${source.slice(node.left)} ${operator} ${source.slice(node.right)}`,
          ),
          prior: (WEIGHT[index] ?? 0.1) * negated * (boundary ? bound * close : 1),
          at: node,
        };
      }
    }
  },
};
