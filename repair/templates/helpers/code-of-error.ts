import type { TemplateInput } from '../../template.ts';

/** Libraries that put an error of their own around the database's, by what it says of itself, and where that is kept. */
const WRAPPED: [RegExp, string][] = [
  [/\bDrizzleQueryError\b|\bFailed query: /, 'cause'],
  [/\bSequelize\w*Error\b/, 'original'],
];
/** Prisma has codes of its own. https://www.prisma.io/docs/orm/reference/error-reference */
const PRISMA =
  /\bPrismaClientKnownRequestError\b|Invalid `[^`]*\bprisma\b|Invalid `[\w.]+\.\w+\(\)` invocation/;
const PRISMA_CODES: Record<string, string> = {
  '22001': 'P2000',
  '22003': 'P2020',
  '23502': 'P2011',
  '23503': 'P2003',
  '23505': 'P2002',
};

/**
 * A condition on the code that the database gave to an error, where the service's library keeps it.
 * @param error the name of the error
 * @param state the SQLSTATE
 */
export function codeIs(
  { source, evidence }: TemplateInput,
  error: string,
  operator: '===' | '!==',
  state: string,
): string {
  const said = evidence.failures
    .map(({ errorClass, message, output }) => `${errorClass ?? ''}\n${message}\n${output}`)
    .join('\n');
  const member = WRAPPED.find(([words]) => words.test(said))?.[1];
  const code = (PRISMA.test(said) && PRISMA_CODES[state]) || state;
  const isTyped = source.path.endsWith('ts');
  const plain = member ? `{ ${member}?: { code?: string } }` : '{ code?: string }';
  const named = isTyped ? `(${error} as ${plain})` : error;
  return `${named}${member ? `.${member}?` : ''}.code ${operator} '${code}'`;
}
