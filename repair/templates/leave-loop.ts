import { ancestors, isLoop } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { insertAfter, removeStatement } from './helpers/lists.ts';
import { replaceNode } from './helpers/text.ts';

/** How a case, a loop or a function is left: a `break` that is missing, too many, or should be a `continue`. */
export const leaveLoop: Template = {
  name: 'leave-loop',
  answers: LOGIC,
  *propose({ source }) {
    for (const { node } of source.of('SwitchCase')) {
      const last = node.consequent.at(-1);
      if (
        !last ||
        ['BreakStatement', 'ReturnStatement', 'ThrowStatement', 'ContinueStatement'].includes(last.type)
      )
        continue;
      yield {
        edits: insertAfter(source, last, 'break;'),
        rationale: 'The case falls through to the next one; add a break.',
        prior: 0.72,
        at: node,
      };
    }
    for (const place of source.of('BreakStatement', 'ContinueStatement')) {
      const { node } = place;
      const nearest = [...ancestors(place)].find(
        (at) => isLoop(at.node) || at.node.type === 'SwitchStatement',
      );
      if (!nearest || !isLoop(nearest.node) || node.label) continue;
      const other = node.type === 'BreakStatement' ? 'continue;' : 'break;';
      yield {
        edits: [replaceNode(node, other)],
        rationale: `Use "${other}": ${other === 'break;' ? 'the loop must end' : 'only this iteration must end'}.`,
        prior: 0.34,
        at: node,
      };
      yield {
        edits: [removeStatement(source, node)],
        rationale: 'The loop must continue.',
        prior: 0.2,
        at: node,
      };
    }
    for (const place of source.of('ReturnStatement')) {
      const { node, parent } = place;
      const owner = [...ancestors(place)].find((at) => isLoop(at.node) || 'params' in at.node);
      if (!owner || !isLoop(owner.node) || parent?.node.type === 'Program') continue;
      yield {
        edits: [replaceNode(node, 'continue;')],
        rationale: 'Continue the loop instead of leaving the function.',
        prior: 0.12,
        at: node,
      };
      const body = (owner.node as { body?: { type?: string; end?: number; body?: { end: number }[] } }).body;
      const last = body?.body?.at(-1);
      // A result inside a loop ends it in its first turn; it may belong after the loop.
      if (last && last.end === node.end) {
        yield {
          edits: [removeStatement(source, node), ...insertAfter(source, owner.node, source.slice(node))],
          rationale: 'Return after the loop, when the result is complete.',
          prior: 0.5,
          at: node,
        };
      }
    }
  },
};
