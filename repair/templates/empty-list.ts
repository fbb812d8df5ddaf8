import type { Node } from 'oxc-parser';
import { bare, memberName } from '../syntax/nodes.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { brief, replaceNode, shouldBe } from './helpers/text.ts';

/** A statement that is put together from a list does not parse when the list is empty: `IN ()`, `VALUES` without a row. */
export const emptyList: Template = {
  name: 'empty-list',
  answers: ['sql_syntax'],
  *propose(input) {
    yield* comparisons(input);
    yield* borders(input);
  },
};

/** `IN (NULL)` is true for no row, as a comparison with an empty list is. For `NOT IN` it would be wrong. */
function* comparisons({ source }: TemplateInput): Generator<Suggestion> {
  for (const { node } of source.of('TemplateLiteral')) {
    for (const [index, part] of node.expressions.entries()) {
      const before = node.quasis[index]?.value.raw ?? '';
      const after = node.quasis[index + 1]?.value.raw ?? '';
      if (!/(?<!\bNOT\s+)\bIN\s*\(\s*$/i.test(before) || !/^\s*\)/.test(after)) continue;
      const list = source.slice(part);
      const text = /^(Identifier|MemberExpression|CallExpression)$/.test(part.type) ? list : `(${list})`;
      yield {
        edits: [replaceNode(part as Node, `${text} || 'NULL'`)],
        rationale: `"${brief(list)}" is empty for an empty list, and "IN ()" does not parse; compare with NULL, which no row equals.`,
        prior: 0.98,
        at: part as Node,
      };
    }
  }
}

/** `from <= list.length` goes one step too far: behind a list of full batches there is an empty one. */
function* borders({ source }: TemplateInput): Generator<Suggestion> {
  for (const { node } of source.of('ForStatement')) {
    const test = node.test ? bare(node.test) : null;
    if (test?.type !== 'BinaryExpression' || test.operator !== '<=') continue;
    if (memberName(bare(test.right)) !== 'length') continue;
    const text = `${source.slice(test.left as Node)} < ${source.slice(test.right)}`;
    yield {
      edits: [replaceNode(test, text)],
      rationale: shouldBe(source.slice(test), text),
      prior: 0.9,
      at: test,
    };
  }
}
