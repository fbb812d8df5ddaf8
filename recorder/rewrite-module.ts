import { tellOfErrors } from './tell-of-errors.ts';
import { tellOfStatements } from './tell-of-statements.ts';

/** Packages of which modules are rewritten as they are loaded: they keep what is to be watched in variables of their own. */
export const REWRITTEN = ['hono', 'postgres', 'graphql', '@trpc/server'];

/**
 * The text of a module with the lines that report to the recorder; the text itself for modules that are not watched.
 * @param file its path or URL
 */
export function rewriteModule(file: string, text: string): string {
  return tellOfStatements(file, tellOfErrors(file, text));
}
