import type { Node } from 'oxc-parser';
import { findSql } from '../sql/find-sql.ts';
import { ancestors } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import { isHttpCall, isQueryCall } from '../templates/helpers/outbound.ts';
import { ignoresAnswer } from './uses-response.ts';

const ENDINGS = new Set(['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement']);

/**
 * Why a change must not be proposed, or null. A fix may not hide a failure: it may not ask the outside less, throw
 * less, ignore an answer, or catch an error without reporting it. (The proof checks this again, from outside.)
 */
export function hides(before: Source, after: Source): string | null {
  const fewer = (count: (source: Source) => number) => count(after) < count(before);
  const reached = (places: Place[]) => places.filter((place) => isReached(place)).length;
  const calls = (source: Source, makes: (node: Node) => boolean) =>
    reached(source.of('CallExpression').filter(({ node }) => makes(node)));
  if (fewer((source) => calls(source, isHttpCall))) return 'it no longer asks the upstream';
  if (fewer((source) => calls(source, isQueryCall))) return 'it no longer asks the database';
  if (fewer((source) => findSql(source).length)) return 'it loses a statement';
  if (fewer((source) => reached(source.of('ThrowStatement')))) return 'it throws less';
  if (ignoresAnswer(before, after)) return 'it no longer uses the response of the upstream';
  const silent = (source: Source) =>
    source
      .of('CatchClause')
      .filter(
        ({ node }) =>
          !source
            .of('ThrowStatement')
            .some(({ node: thrown }) => thrown.start > node.start && thrown.end < node.end),
      ).length;
  return silent(after) > silent(before) ? 'it swallows an error' : null;
}

/** False behind a statement after which nothing comes any more. */
function isReached(place: Place): boolean {
  return [place, ...ancestors(place)].every(({ parent, index, key }) => {
    const list = parent?.node as { body?: unknown; consequent?: unknown } | undefined;
    const statements = key === 'body' ? list?.body : key === 'consequent' ? list?.consequent : null;
    if (index === null || !Array.isArray(statements)) return true;
    return !(statements as Node[]).slice(0, index).some(({ type }) => ENDINGS.has(type));
  });
}
