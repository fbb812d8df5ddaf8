import { findSql } from '../sql/find-sql.ts';
import type { Source } from '../syntax/source.ts';
import { isHttpCall, isQueryCall } from '../templates/helpers/outbound.ts';

/**
 * Why a change must not be proposed, or null. A fix may not hide a failure: it may not ask the outside less, throw
 * less, or catch what nobody is told of. (The proof looks at this again, from outside.)
 */
export function hides(before: Source, after: Source): string | null {
  const fewer = (count: (source: Source) => number) => count(after) < count(before);
  if (fewer((source) => source.of('CallExpression').filter(({ node }) => isHttpCall(node)).length)) {
    return 'it no longer asks the upstream';
  }
  if (fewer((source) => source.of('CallExpression').filter(({ node }) => isQueryCall(node)).length)) {
    return 'it no longer asks the database';
  }
  if (fewer((source) => findSql(source).length)) return 'it loses a statement';
  if (fewer((source) => source.of('ThrowStatement').length)) return 'it throws less';
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
