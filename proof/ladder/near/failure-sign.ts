import { maskText } from '../../../domain/failure/mask-text.ts';
import { printedErrors } from '../../stack-frames.ts';
import type { Sighting } from '../../witness/sighting.ts';

/** Errors whose message quotes the value that could not be read. */
const OF_A_VALUE = /^(?:SyntaxError|RangeError|URIError)$/;
/** Refused only because the transaction had failed before. */
const FOLLOWS = '25P02';

/** By which two failures of one service are told to be the same. */
export interface FailureSign {
  /** The error itself: its class and message, or what the database objected to. */
  error: string;
  /** Where it arose: a place in the code, or a statement. Other code has other places. */
  place: string;
}

/**
 * How a request failed.
 * @param output what the service wrote meanwhile, with a stack that its answer carries
 * @param folder the worktree
 * @returns null where nothing shows it
 */
export function failureSign(
  output: string,
  { statements, folder }: { statements: Sighting[]; folder: string },
): FailureSign | null {
  const refused = statements.find(({ error }) => error && error.sqlstate !== FOLLOWS);
  if (refused?.error) {
    const { sqlstate, message } = refused.error;
    // Those of class 23 quote names of columns and constraints, others the value.
    const said = sqlstate.startsWith('23') ? message : maskText(message);
    return { error: `${sqlstate} ${said}`, place: refused.statement.masked };
  }
  const printed = printedErrors(output, folder).find(({ frames }) => frames.length > 0);
  const [frame] = printed?.frames ?? [];
  if (!printed || !frame) return null;
  const { errorClass, message } = printed;
  return {
    error: `${errorClass} ${OF_A_VALUE.test(errorClass ?? '') ? '' : message}`.trim(),
    place: `${frame.path}:${frame.line}:${frame.column}`,
  };
}

/** Whether two requests failed with the same error at the same place. */
export function isSameSign(one: FailureSign | null, other: FailureSign | null): boolean {
  return one !== null && one.error === other?.error && one.place === other.place;
}
