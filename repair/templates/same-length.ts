import { calleeName } from '../syntax/nodes.ts';
import type { Template } from '../template.ts';
import { brief, operand, replaceNode } from './helpers/text.ts';

/** Secrets of different lengths are different; `timingSafeEqual` compares only those of one length. */
export const sameLength: Template = {
  name: 'same-length',
  answers: ['exception', 'uncaught'],
  *propose({ source, evidence }) {
    const text = evidence.failures.map(({ message, output }) => `${message}\n${output}`).join('\n');
    if (!/TIMING_SAFE_EQUAL_LENGTH|must have the same byte length/.test(text)) return;
    for (const { node, parent } of source.of('CallExpression')) {
      const [one, other] = node.arguments;
      if (calleeName(node) !== 'timingSafeEqual' || !one || !other) continue;
      const lengths = `${operand(source, one as never)}.length === ${operand(source, other as never)}.length`;
      const both = `${lengths} && ${source.slice(node)}`;
      const isInside = /^(Unary|Logical|Binary|Await)Expression$/.test(parent?.node.type ?? '');
      yield {
        edits: [replaceNode(node, isInside ? `(${both})` : both)],
        rationale: `"${brief(source.slice(node))}" throws where the lengths differ; then they are not equal.`,
        prior: 0.97,
        at: node,
      };
    }
  },
};
