import type { ParsedProgram } from '../checks/program.ts';
import { functionNames } from './function-at.ts';

/** Whether a script may be made of one source alone: it has a function, and each of its functions is in the source. */
export function isOnlySource(source: ParsedProgram, script: ParsedProgram): boolean {
  const known = new Set(functionNames(source));
  const built = functionNames(script);
  return built.length > 0 && built.every((name) => known.has(name));
}
