import type { Binding } from '../syntax/binding.ts';
import { bare, isLoop } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { operand, replaceNode, shouldBe } from './helpers/text.ts';

/** A loop that does not end when what it works off is used up: its condition asks what it uses up. */
export const loopCondition: Template = {
  name: 'loop-condition',
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    const fit = clues.has('hang') || clues.has('absent_value') ? 1.3 : 1;
    for (const place of source.of('WhileStatement', 'DoWhileStatement', 'ForStatement')) {
      const { test, body } = place.node;
      if (!test) continue;
      const endless = bare(test).type === 'Literal';
      const text = source.slice(body);
      for (const [distance, binding] of scopes.visible(source.placeOf(test)).entries()) {
        const used = new RegExp(`(?<![\\w$.])${binding.name.replace(/\$/g, '\\$')}(?![\\w$])`);
        if (!used.test(text) || binding.how === 'function' || binding.how === 'import') continue;
        const consumed = new RegExp(
          `${used.source}\\.(pop|shift|splice|delete|clear)\\(|${used.source} = `,
        ).test(text);
        const condition = hasMore(binding);
        if (!condition || source.slice(test).includes(condition)) continue;
        const weight = (consumed ? 1 : 0.45) * 0.97 ** distance;
        if (endless) {
          yield {
            edits: [replaceNode(test, condition)],
            rationale: shouldBe(`while (${source.slice(test)})`, `while (${condition})`),
            prior: 0.62 * weight * fit,
            at: test,
          };
        } else {
          const both = `${condition} && ${operand(source, test)}`;
          yield {
            edits: [replaceNode(test, both)],
            rationale: shouldBe(source.slice(test), both),
            prior: 0.3 * weight * fit,
            at: test,
          };
        }
      }
    }
    for (const { node, parent } of source.of('IfStatement')) {
      const loop = parent && isLoop(parent.node);
      const head = { start: node.start, end: node.start + 2 };
      if (!node.alternate) {
        yield {
          edits: [replaceNode(head, 'while')],
          rationale: 'The statement must repeat while the condition holds.',
          prior: loop ? 0.1 : 0.16,
          at: node,
        };
      }
    }
    for (const { node } of source.of('WhileStatement')) {
      const head = { start: node.start, end: node.start + 5 };
      yield {
        edits: [replaceNode(head, 'if')],
        rationale: 'The statement must run once, not in a loop.',
        prior: 0.1,
        at: node,
      };
    }
  },
};

function hasMore({ name, kind }: Binding): string | null {
  if (kind === 'array' || kind === 'string') return `${name}.length > 0`;
  if (kind === 'set' || kind === 'map') return `${name}.size > 0`;
  if (kind === 'number') return `${name} > 0`;
  return kind === 'unknown' || kind === 'object' ? name : null;
}
