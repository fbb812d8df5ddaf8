import type { Node } from 'oxc-parser';
import { ancestors, identifierName, is } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import { statusLiterals } from './status-literal.ts';

/** Errors of NestJS and of the packages `http-errors` and `@hapi/boom`, by the status that they become. */
const KNOWN = new Map<number, string[]>([
  [400, ['BadRequestException', 'BadRequest', 'BadRequestError']],
  [404, ['NotFoundException', 'NotFound', 'NotFoundError']],
  [409, ['ConflictException', 'Conflict', 'ConflictError']],
  [422, ['UnprocessableEntityException', 'UnprocessableEntity', 'ValidationError']],
  [502, ['BadGatewayException', 'BadGateway']],
  [504, ['GatewayTimeoutException', 'GatewayTimeout']],
]);

/**
 * Names of error classes that this service turns into an answer of a status: those that a handler asks for by
 * `instanceof` beside that status, and those whose name says it and that the file knows.
 */
export function mappedErrors(source: Source, status: number): string[] {
  const found = new Set<string>();
  for (const literal of statusLiterals(source)) {
    if (literal.status !== status) continue;
    for (const at of ancestors(literal.place)) {
      if (is(at, 'IfStatement')) for (const name of classesIn(source, at.node.test)) found.add(name);
      if (at.node.type.includes('Function')) break;
    }
  }
  const declared = source
    .of('ImportSpecifier', 'ClassDeclaration')
    .map(({ node }) => identifierName(node.type === 'ImportSpecifier' ? node.local : node.id));
  for (const name of KNOWN.get(status) ?? []) if (declared.includes(name)) found.add(name);
  return [...found];
}

function classesIn(source: Source, test: Node): string[] {
  return source
    .of('BinaryExpression')
    .filter(({ node }) => node.operator === 'instanceof' && node.start >= test.start && node.end <= test.end)
    .flatMap(({ node }) => identifierName(node.right) ?? [])
    .filter((name) => !/^(Error|TypeError|SyntaxError|RangeError)$/.test(name));
}
