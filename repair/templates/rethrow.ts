import { identifierName } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { insertAfter } from './helpers/lists.ts';
import { replaceNode } from './helpers/text.ts';

/** An error that is caught and forgotten, though the caller has to know of it: it is thrown on. */
export const rethrow: Template = {
  name: 'rethrow',
  answers: LOGIC,
  *propose({ source, clues }) {
    const missed = clues.differences.has('not_thrown');
    for (const { node } of source.of('CatchClause')) {
      const throws = source
        .of('ThrowStatement')
        .some((place) => place.node.start > node.start && place.node.end < node.end);
      if (throws) continue;
      const name = node.param ? identifierName(node.param as never) : 'error';
      if (!name) continue;
      const last = node.body.body.at(-1);
      const head = node.param ? [] : [{ start: node.start + 5, end: node.start + 5, text: ' (error)' }];
      const rationale = 'The error is swallowed; rethrow it so that the caller sees it.';
      const ends = last && /^(Return|Continue|Break)Statement$/.test(last.type);
      const thrown = `throw ${name};`;
      const body = ends
        ? [replaceNode(last, thrown)]
        : last
          ? insertAfter(source, last, thrown)
          : [replaceNode(node.body, `{ ${thrown} }`)];
      yield { edits: [...head, ...body], rationale, prior: missed ? 0.85 : 0.12, at: node };
    }
  },
};
