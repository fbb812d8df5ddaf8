import type { Node } from 'oxc-parser';
import {
  bare,
  calleeName,
  type FunctionNode,
  functionAround,
  functionName,
  identifierName,
} from '../../syntax/nodes.ts';
import type { Place, Source } from '../../syntax/source.ts';

const HTTP_CLIENTS = new Set([
  'fetch',
  'axios',
  'got',
  'ky',
  'undici',
  'superagent',
  'http',
  'https',
  'request',
]);
const QUERIES = new Set([
  'query',
  'execute',
  'executeTakeFirst',
  'executeTakeFirstOrThrow',
  '$queryRaw',
  'transaction',
]);

/** Whether a call goes to another service over HTTP. */
export function isHttpCall(node: Node): boolean {
  const inner = bare(node);
  if (inner.type !== 'CallExpression') return false;
  const callee = bare(inner.callee);
  if (callee.type === 'Identifier') return HTTP_CLIENTS.has(callee.name);
  if (callee.type !== 'MemberExpression') return false;
  const object = identifierName(callee.object);
  return (object !== null && HTTP_CLIENTS.has(object)) || calleeName(inner) === 'fetch';
}

/** Whether a call sends a statement to the database. */
export function isQueryCall(node: Node): boolean {
  return QUERIES.has(calleeName(node) ?? '');
}

/**
 * The functions of a file that make such a call: themselves, through each other, or through a function inside them;
 * with how many steps away the call is.
 */
export function functionsCalling(
  source: Source,
  makes: (node: Node) => boolean,
): Map<Place<FunctionNode>, number> {
  const found = new Map<Place<FunctionNode>, number>();
  const calls = source.of('CallExpression');
  for (let grew = true; grew; ) {
    grew = false;
    for (const call of calls) {
      const name = identifierName(call.node.callee);
      const called = [...found].find(([place]) => name !== null && functionName(place) === name);
      let steps = makes(call.node) ? 0 : called ? called[1] + 1 : null;
      for (let owner = functionAround(call); owner && steps !== null; owner = functionAround(owner)) {
        if (!found.has(owner)) {
          found.set(owner, steps);
          grew = true;
        }
        steps++;
      }
    }
  }
  return found;
}
