import type { Edit } from '../syntax/edits.ts';
import { identifierName, stringValue } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import type { Answer, Wanted } from './at-place.ts';
import { codeOf } from './code-of.ts';

/** Exceptions of NestJS, which turns each into an answer. */
const EXCEPTIONS = new Map([
  [400, 'BadRequestException'],
  [404, 'NotFoundException'],
  [409, 'ConflictException'],
  [410, 'GoneException'],
  [422, 'UnprocessableEntityException'],
]);

type Imported = Answer & { imports: Edit[] };

/** Answers by an error of the framework that a file uses, with the import where it does not have it yet: NestJS and tRPC. */
export function importedExceptions(source: Source, wanted: readonly Wanted[]): Imported[] {
  return [...exceptionsOfNest(source, wanted), ...errorsOfTrpc(source, wanted)];
}

function errorsOfTrpc(source: Source, wanted: readonly Wanted[]): Imported[] {
  const imports = source.of('ImportDeclaration').filter(({ node }) => node.importKind !== 'type');
  // Procedures come from a file of the service.
  const [first] = imports.filter(({ node }) => /(?:^|[/@])trpc\b/.test(stringValue(node.source) ?? ''));
  if (!first) return [];
  const has = imports.some(({ node }) =>
    node.specifiers.some((each) => identifierName(each.local) === 'TRPCError'),
  );
  const { start } = first.node;
  const added = { start, end: start, text: "import { TRPCError } from '@trpc/server';\n" };
  return wanted.flatMap(({ status, message }) => {
    const code = codeOf(status);
    if (code === null) return [];
    const text = `throw new TRPCError({ code: '${code}', message: '${message}' });`;
    return [{ text, status, weight: 0.9, imports: has ? [] : [added] }];
  });
}

function exceptionsOfNest(source: Source, wanted: readonly Wanted[]): Imported[] {
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
