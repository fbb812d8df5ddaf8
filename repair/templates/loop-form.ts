import { functionAround, functionName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { LOGIC, type Template } from '../template.ts';
import { replaceNode, shouldBe } from './helpers/text.ts';

/** The form of a loop: values for keys, forwards for backwards, a variable of its own for each turn. */
export const loopForm: Template = {
  name: 'loop-form',
  answers: LOGIC,
  *propose({ source, clues }) {
    for (const { node } of source.of('ForInStatement', 'ForOfStatement')) {
      const word = node.type === 'ForInStatement' ? 'of' : 'in';
      const start = source.text.indexOf(node.type === 'ForInStatement' ? ' in ' : ' of ', node.left.end) + 1;
      yield {
        edits: [replaceNode({ start, end: start + 2 }, word)],
        rationale:
          word === 'of' ? 'The values are meant, not the keys.' : 'The keys are meant, not the values.',
        prior: word === 'of' ? 0.5 : 0.14,
        at: node,
      };
    }
    for (const { node, parent } of source.of('UpdateExpression')) {
      const loop = parent?.node.type === 'ForStatement';
      const other = node.operator === '++' ? '--' : '++';
      const text = node.prefix ? other + source.slice(node.argument) : source.slice(node.argument) + other;
      yield {
        edits: [replaceNode(node, text)],
        rationale: shouldBe(source.slice(node), text),
        prior: loop ? 0.22 : 0.28,
        at: node,
      };
      if (parent?.node.type !== 'ExpressionStatement' && !loop) {
        const moved = node.prefix
          ? source.slice(node.argument) + node.operator
          : node.operator + source.slice(node.argument);
        yield {
          edits: [replaceNode(node, moved)],
          rationale: shouldBe(source.slice(node), moved),
          prior: 0.3,
          at: node,
        };
      }
    }
    for (const { node, parent } of source.of('VariableDeclaration')) {
      if (node.kind !== 'var') continue;
      const loop = ['ForStatement', 'ForInStatement', 'ForOfStatement'].includes(parent?.node.type ?? '');
      yield {
        edits: [replaceNode({ start: node.start, end: node.start + 3 }, 'let')],
        rationale: 'Each iteration needs its own variable.',
        prior: loop ? 0.34 : 0.08,
        at: node,
      };
    }
    for (const { node } of source.of('ForStatement')) {
      const { update, body } = node;
      const counter =
        update?.type === 'UpdateExpression'
          ? update.argument
          : update?.type === 'AssignmentExpression'
            ? update.left
            : null;
      if (!update || counter?.type !== 'Identifier') continue;
      // What is taken from `i` to `i + size` in one turn is not to be taken again in the next.
      const taken = new RegExp(`(?<![\\w$.])${counter.name} \\+ ([A-Za-z_$][\\w$]*)(?![\\w$.(])`).exec(
        source.slice(body),
      )?.[1];
      const text = `${counter.name} += ${taken}`;
      if (taken && source.slice(update) !== text) {
        yield {
          edits: [replaceNode(update, text)],
          rationale: shouldBe(source.slice(update), text),
          prior: 0.72,
          at: node,
        };
      }
    }
    for (const place of source.of('ForStatement')) {
      const { init, test, update } = place.node;
      const declarator = init?.type === 'VariableDeclaration' ? init.declarations[0] : null;
      const forwards = update?.type === 'UpdateExpression' && update.operator === '++';
      if (
        declarator?.id.type !== 'Identifier' ||
        test?.type !== 'BinaryExpression' ||
        !declarator.init ||
        !forwards
      )
        continue;
      const name = declarator.id.name;
      const first = source.slice(declarator.init);
      const bound = source.slice(test.right);
      const last = test.operator === '<' ? `${bound} - 1` : bound;
      if (test.operator !== '<' && test.operator !== '<=') continue;
      yield {
        edits: [
          replaceNode(declarator.init, last),
          replaceNode(test, `${name} >= ${first}`),
          replaceNode(update, `${name}--`),
        ],
        rationale: 'The loop must run backwards, so that it does not read what it has written.',
        prior: wantsLast(source, place) ? 0.6 : clues.differences.has('other_order') ? 0.24 : 0.15,
        at: place.node,
      };
    }
  },
};

/** Whether the function is called after what comes last, and is left as soon as something is found. */
function wantsLast(source: Source, loop: Place): boolean {
  const owner = functionAround(loop);
  const returns = source
    .of('ReturnStatement')
    .some(({ node }) => node.argument && node.start > loop.node.start && node.end < loop.node.end);
  return returns && /last|latest|newest|recent|final|trailing/i.test((owner && functionName(owner)) ?? '');
}
