import type { Node } from 'oxc-parser';
import { unambiguous } from '../patterns/unambiguous.ts';
import { identifierName, is, stringValue } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import type { Template } from '../template.ts';
import { brief, replaceNode } from './helpers/text.ts';

/** A pattern that can read a text in many ways tries them all where the text does not fit; it is left one. */
export const unambiguousPattern: Template = {
  name: 'unambiguous-pattern',
  answers: ['hang', 'wrong_result'],
  *propose({ source, clues }) {
    const sure = clues.has('hang') ? 1 : 0.1;
    for (const place of source.of('Literal')) {
      const { node } = place;
      const literal = patternOf(place);
      if (!literal) continue;
      for (const [index, { pattern, why }] of unambiguous(literal.pattern, literal.flags).entries()) {
        yield {
          edits: [replaceNode(node, literal.write(pattern))],
          rationale: `In "${brief(source.slice(node))}" ${why}, which takes exponential time; read it in one way.`,
          prior: 0.95 * sure * 0.95 ** index,
          at: node as Node,
        };
      }
    }
  },
};

interface Pattern {
  pattern: string;
  flags: string;
  write(pattern: string): string;
}

/** `/.../` and `new RegExp('...')`. */
function patternOf({ node, parent, key, index }: Place): Pattern | null {
  if (node.type === 'Literal' && 'regex' in node && node.regex) {
    const { pattern, flags } = node.regex;
    return { pattern, flags, write: (text) => `/${text}/${flags}` };
  }
  const text = stringValue(node);
  const made =
    is(parent, 'NewExpression', 'CallExpression') && identifierName(parent.node.callee) === 'RegExp';
  if (text === null || !made || key !== 'arguments' || index !== 0) return null;
  const flags = stringValue(parent.node.arguments[1] as Node | undefined) ?? '';
  return { pattern: text, flags, write: (pattern) => `'${pattern.replace(/[\\']/g, '\\$&')}'` };
}
