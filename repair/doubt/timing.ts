import type { Scopes } from '../syntax/binding.ts';
import {
  ancestors,
  bare,
  calleeName,
  type FunctionNode,
  functionAround,
  functionName,
  identifierName,
  isReturnedInTry,
} from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';

/**
 * What goes wrong by when it happens: a promise that leaves a `try` whose `catch` waits for it, and a list whose elements are
 * called while calls may take some of them out.
 * @returns their texts
 */
export function mistimed(source: Source, scopes: Scopes): string[] {
  return [...returnedPromises(source, scopes), ...liveLists(source)];
}

/** Calls of async functions and of parameters that an async function returns from a `try` with a `catch`, not awaited. */
function returnedPromises(source: Source, scopes: Scopes): string[] {
  const functions = source.of('FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression');
  const waiting = new Set(
    (functions as Place<FunctionNode>[]).filter(({ node }) => node.async).map((place) => functionName(place)),
  );
  return source
    .of('CallExpression')
    .filter((place) => {
      const name = calleeName(place.node);
      if (!name || !isReturnedInTry(place) || !functionAround(place)?.node.async || !isCaught(place))
        return false;
      const isGiven =
        identifierName(place.node.callee) !== null && scopes.binding(place, name)?.how === 'parameter';
      return isGiven || waiting.has(name);
    })
    .map(({ node }) => `${source.slice(node)} leaves its try`);
}

function isCaught(place: Place): boolean {
  const guarded = [...ancestors(place)].find(({ node }) => node.type === 'TryStatement');
  return guarded?.node.type === 'TryStatement' && guarded.node.handler !== null;
}

/** Loops that call the elements of a list itself, where the file takes elements out of such lists. */
function liveLists(source: Source): string[] {
  if (!/\.splice\(/.test(source.text)) return [];
  return source
    .of('ForOfStatement')
    .filter(({ node: { left, right, body } }) => {
      const list = bare(right);
      if (list.type !== 'Identifier' && list.type !== 'MemberExpression') return false;
      const name = left.type === 'VariableDeclaration' ? left.declarations[0]?.id : null;
      if (name?.type !== 'Identifier') return false;
      return source
        .of('CallExpression')
        .some(
          ({ node }) =>
            node.start >= body.start && node.end <= body.end && identifierName(node.callee) === name.name,
        );
    })
    .map(({ node }) => `${source.slice(node.right)} may change`);
}
