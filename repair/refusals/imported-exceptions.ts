import type { Edit } from '../syntax/edits.ts';
import { identifierName, stringValue } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import type { Answer, Wanted } from './at-place.ts';

/** Exceptions of NestJS, which turns each into an answer. */
const EXCEPTIONS = new Map([
  [400, 'BadRequestException'],
  [404, 'NotFoundException'],
  [409, 'ConflictException'],
  [410, 'GoneException'],
  [422, 'UnprocessableEntityException'],
]);

/** An answer by an exception of NestJS that a file which uses NestJS does not import yet, with the import. */
export function importedExceptions(
  source: Source,
  wanted: readonly Wanted[],
): (Answer & { imports: Edit[] })[] {
  const from = source
    .of('ImportDeclaration')
    .find(({ node }) => stringValue(node.source) === '@nestjs/common' && node.importKind !== 'type');
  const named = from?.node.specifiers.filter((each) => each.type === 'ImportSpecifier') ?? [];
  const last = named.at(-1);
  if (!last) return [];
  return wanted.flatMap(({ status, message }) => {
    const name = EXCEPTIONS.get(status);
    if (!name || named.some((each) => identifierName(each.local) === name)) return [];
    const text = `throw new ${name}('${message}');`;
    return [{ text, status, weight: 0.85, imports: [{ start: last.end, end: last.end, text: `, ${name}` }] }];
  });
}
