import type { Failure } from './evidence.ts';
import type { Recording } from './recording.ts';

/** What the recorder names an answer of 500 whose error it did not see. */
const UNSEEN = 'UnseenError';
/** Lines of a stack that are no code of the service. */
const FOREIGN = /node_modules|\bnode:|<anonymous>\)?$/;

/**
 * A failure of the replay, with the error that production recorded where the service itself logged none: a framework that
 * answers 500 on its own often writes nothing. The same answer is the same failure.
 */
export function withRecordedError(failure: Failure, recording: Recording | null | undefined): Failure {
  if (!recording || failure.frames.length > 0) return failure;
  const [error] = recording.errors;
  const errorClass = recording.errorClass ?? error?.class ?? null;
  const message = recording.message || (error?.message ?? '');
  const stack = recording.stack ?? error?.stack ?? null;
  const isSame = failure.status === recording.status || failure.status === null || recording.status === null;
  if (!isSame || errorClass === UNSEEN || (message === '' && stack === null)) return failure;
  const places = (stack ?? '').split('\n').filter((line) => /^\s*at /.test(line) && !FOREIGN.test(line));
  return {
    ...failure,
    errorClass: failure.errorClass ?? errorClass,
    sqlstate: failure.sqlstate ?? recording.sqlstate,
    output: [failure.output, `${errorClass ?? 'Error'}: ${message}`, ...places].filter(Boolean).join('\n'),
  };
}
