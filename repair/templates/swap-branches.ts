import { LOGIC, type Template } from '../template.ts';
import { replaceNode, shouldBe } from './helpers/text.ts';

/** The two outcomes of a condition are the wrong way round; or one of them is always meant. */
export const swapBranches: Template = {
  name: 'swap-branches',
  answers: LOGIC,
  *propose({ source }) {
    for (const { node } of source.of('ConditionalExpression')) {
      const [yes, no] = [source.slice(node.consequent), source.slice(node.alternate)];
      if (yes === no) continue;
      yield {
        edits: [replaceNode(node.consequent, no), replaceNode(node.alternate, yes)],
        rationale: shouldBe(source.slice(node), `${source.slice(node.test)} ? ${no} : ${yes}`),
        prior: 0.32,
        at: node,
      };
      for (const text of [yes, no]) {
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: 0.1,
          at: node,
        };
      }
    }
    for (const { node } of source.of('IfStatement')) {
      if (node.consequent.type !== 'BlockStatement' || node.alternate?.type !== 'BlockStatement') continue;
      yield {
        edits: [
          replaceNode(node.consequent, source.slice(node.alternate)),
          replaceNode(node.alternate, source.slice(node.consequent)),
        ],
        rationale: `The branches of "${source.slice(node.test)}" are swapped.`,
        prior: 0.24,
        at: node,
      };
    }
  },
};
