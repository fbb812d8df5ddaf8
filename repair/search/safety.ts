import type { Node } from 'oxc-parser';
import { statusLiterals } from '../refusals/status-literal.ts';
import { findSql } from '../sql/find-sql.ts';
import { ancestors, calleeName } from '../syntax/nodes.ts';
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
  const tells = (source: Source) => reached(source.of('ThrowStatement')) + errorAnswers(source).length;
  if (fewer(tells)) return 'it throws less';
  if (ignoresAnswer(before, after)) return 'it no longer uses the response of the upstream';
  const silent = (source: Source) => {
    const told = [...source.of('ThrowStatement').map(({ node }) => node), ...errorAnswers(source)];
    return source
      .of('CatchClause')
      .filter(({ node }) => !told.some(({ start, end }) => start > node.start && end < node.end)).length;
  };
  return silent(after) > silent(before) ? 'it swallows an error' : null;
}

/** Where a request is answered with a failure, by its status or by the framework's handler of errors. */
function errorAnswers(source: Source): Node[] {
  const statuses = statusLiterals(source).filter(({ status }) => status >= 400);
  const handed = source
    .of('CallExpression')
    .filter(({ node }) => calleeName(node) === 'next' && node.arguments.length === 1);
  return [...statuses.map(({ place }) => place.node), ...handed.map(({ node }) => node)];
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
