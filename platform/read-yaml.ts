import { parse } from 'yaml';
import { SutureError } from '../domain/errors.ts';

/**
 * Reads a YAML text as plain data.
 * @param where names the file and the commit, for the error
 * @throws SutureError `invalid_definition`
 */
export function readYaml(text: string, where: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SutureError('invalid_definition', `${where} is not valid YAML. Correct: ${why}`, { cause });
  }
}
