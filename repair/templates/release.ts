import type { Edit } from '../syntax/edits.ts';
import { bare, calleeName, identifierName, isListed, memberName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { Template } from '../template.ts';
import { wrapStatements } from './helpers/statements.ts';

/** What is taken by the one must be given back by the other. */
const PAIRS = new Map(
  Object.entries({
    connect: 'release',
    acquire: 'release',
    getConnection: 'release',
    reserve: 'release',
    lock: 'unlock',
    open: 'close',
  }),
);

/** What is taken from a pool is given back on every way out. */
export const release: Template = {
  name: 'release',
  answers: ['pool_exhausted', 'hang', 'connection', 'exception', 'wrong_result'],
  *propose({ source, clues }) {
    for (const place of source.of('VariableDeclaration')) {
      const [declarator] = place.node.declarations;
      const name = identifierName(declarator?.id);
      const init = declarator?.init ? bare(declarator.init) : null;
      const call = init?.type === 'AwaitExpression' ? init.argument : init;
      const give = call ? PAIRS.get(calleeName(call) ?? '') : undefined;
      if (
        !name ||
        !give ||
        !isListed(place) ||
        !memberName((call as { callee?: never } | null)?.callee ?? place.node)
      )
        continue;
      const siblings = siblingsAfter(place);
      const [first, last] = [siblings[0], siblings.at(-1)];
      if (!first || !last || givesBackFinally(source, name, give)) continue;
      const given = source
        .of('ExpressionStatement')
        .filter(
          ({ node }) => source.slice(node).startsWith(`${name}.${give}(`) && node.start > place.node.end,
        );
      const range = { start: first.node.start, end: last.node.end };
      const inside = given.filter(({ node }) => node.start >= range.start && node.end <= range.end);
      const edits: Edit[] = wrapStatements(
        source,
        range,
        ['try {'],
        ['} finally {', `  ${name}.${give}();`, '}'],
      );
      for (const { node } of inside) edits.push({ start: node.start, end: node.end, text: '' });
      yield {
        edits,
        rationale: `${name} is acquired but not always released; release it in finally.`,
        prior: clues.has('pool_exhausted') ? 0.95 : 0.6,
        at: place.node,
      };
    }
  },
};

function siblingsAfter(place: Place): Place[] {
  const list = (place.parent?.node as { body?: unknown } | undefined)?.body;
  const nodes = Array.isArray(list) ? list.slice((place.index ?? 0) + 1) : [];
  return nodes.map((node, offset) => ({
    node,
    parent: place.parent,
    key: 'body',
    index: (place.index ?? 0) + 1 + offset,
  }));
}

function givesBackFinally(source: Source, name: string, give: string): boolean {
  return source
    .of('TryStatement')
    .some(({ node }) => node.finalizer !== null && source.slice(node.finalizer).includes(`${name}.${give}(`));
}
