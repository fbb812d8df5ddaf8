import type { Frame } from './discovered.ts';
import type { Failure } from './evidence.ts';
import type { Recording } from './recording.ts';

/** What the recorder names an answer of 500 whose error it did not see. */
const UNSEEN = 'UnseenError';
/** Lines of a stack that are no code of the service. */
const FOREIGN = /node_modules|\bnode:|<anonymous>\)?$/;

type RecordedError = Pick<Recording['errors'][number], 'class' | 'message' | 'stack'>;

/**
 * A failure of the replay, with the error that production recorded where the service itself logged none: a framework that
 * answers 500 on its own often writes nothing. The same answer is the same failure. Errors before it are added as well: a handler
 * of errors that fails itself is all that a replay shows.
 * @param places the frames of the recorded error, in the files of the repository
 */
export function withRecordedError(
  failure: Failure,
  recording: Recording | null | undefined,
  places: readonly Frame[] = [],
): Failure {
  const isSame =
    !recording || failure.status === recording.status || failure.status === null || recording.status === null;
  if (!recording || !isSame) return failure;
  const [error] = recording.errors;
  const errorClass = recording.errorClass ?? error?.class ?? null;
  const message = recording.message || (error?.message ?? '');
  const stack = recording.stack ?? error?.stack ?? null;
  // The recorder may keep an error and its text in the log.
  const before = recording.errors
    .slice(1)
    .filter((each) => each.class !== UNSEEN && each.message !== message && isNews(each, failure))
    .map(textOf);
  const isShown = failure.frames.length > 0 || errorClass === UNSEEN || (message === '' && stack === null);
  if (isShown) {
    return before.length === 0 ? failure : { ...failure, output: joined(failure.output, ...before) };
  }
  return {
    ...failure,
    errorClass: failure.errorClass ?? errorClass,
    sqlstate: failure.sqlstate ?? recording.sqlstate,
    frames: places.flatMap(frameOf),
    output: joined(failure.output, textOf({ class: errorClass, message, stack }), ...before),
  };
}

/** A line of a built file is not one of its source. */
function frameOf({ file, line, function: symbol, inApp, mapped, why }: Frame): Failure['frames'] {
  return inApp && mapped && why === null && line !== null ? [{ path: file, line, column: 1, symbol }] : [];
}

/** An error of the service's own code of which the replay shows nothing. */
function isNews({ message, stack }: RecordedError, failure: Failure): boolean {
  const shown = `${failure.message}\n${failure.output}`;
  return placesIn(stack).length > 0 && !(message !== '' && shown.includes(message));
}

function textOf({ class: name, message, stack }: RecordedError): string {
  return joined(`${name ?? 'Error'}: ${message}`, ...placesIn(stack));
}

function placesIn(stack: string | null): string[] {
  return (stack ?? '').split('\n').filter((line) => /^\s*at /.test(line) && !FOREIGN.test(line));
}

function joined(...texts: string[]): string {
  return texts.filter(Boolean).join('\n');
}
