import type { Failure } from '../../domain/evidence.ts';
import { functionName } from '../../domain/failure/function-name.ts';
import { maskText } from '../../domain/failure/mask-text.ts';
import type { Recording } from '../../domain/recording.ts';
import type { PrintedError } from '../stack-frames.ts';

/** Classes that say only that it is an error. */
const PLAIN = /^(?:error|Error|DatabaseError|PostgresError|Exception|AggregateError)$/;
/** What the recorder writes where the service showed no error. */
const UNSEEN = 'UnseenError';
/** A frame outside of Node itself that names its function. */
const FRAME = /^\s+at (?:async )?(?:new )?([^\s(]+)(?: \[as [^\]]*\])? \((?!node:)([^)]*)\)/gm;
/** What Node prints behind an error that an emitter reported and nobody listened to. */
const EMITTED = /\s*Emitted 'error' event[\s\S]*$/;
/** Words of two messages that are alike at least, as a share of all. */
const ALIKE = 0.6;

interface Known {
  errorClass: string | null;
  message: string;
  stack: string;
}

/**
 * Whether a replay failed as it was recorded: the database refused with the same SQLSTATE, or the service wrote the same error, by
 * its class, its message and the function that threw it. Where one side shows no error, the way it ended and the status decide.
 * @param printed the errors that the service wrote while it worked on the request
 */
export function isSameFailure(
  recording: Recording,
  { status, sqlstate }: Pick<Failure, 'status' | 'sqlstate'>,
  printed: readonly PrintedError[],
): boolean {
  if (recording.kind === 'hang') return status === null;
  const refused = sqlstatesOf(recording);
  if (sqlstate && refused.size > 0) return refused.has(sqlstate);
  const known = errorsOf(recording);
  const shown = printed.filter(({ errorClass }) => errorClass !== null);
  if (known.length > 0 && shown.length > 0) {
    return known.some((one) => shown.some((other) => isAlike(one, other)));
  }
  // A statement that production's database refused came that far; the sandbox's refused none.
  if (!sqlstate && /^(?:22|23|42)/.test(recording.sqlstate ?? '')) return false;
  const was = recording.status ?? recording.response?.status;
  return recording.kind !== 'error' || was === null || was === status;
}

/** In what the errors of both sides differ, a sentence; null: one of them shows none. */
export function otherError(recording: Recording, printed: readonly PrintedError[]): string | null {
  const [known] = errorsOf(recording);
  const shown = printed.findLast(({ errorClass }) => errorClass !== null);
  if (!known || !shown) return null;
  const [frame] = shown.frames;
  const place = frame ? ` at ${frame.symbol ?? 'a function'} (${frame.path}:${frame.line})` : '';
  return `Production failed with ${textOf(known)}, the sandbox with ${textOf(shown)}${place}.`;
}

function textOf({ errorClass, message }: Pick<Known, 'errorClass' | 'message'>): string {
  return `“${errorClass}: ${message.replace(/\s+/g, ' ').trim().slice(0, 160)}”`;
}

function sqlstatesOf({ sqlstate, steps }: Recording): Set<string> {
  const codes = steps.map((step) => (step.kind === 'sql' ? (step.error?.code ?? null) : null));
  return new Set([sqlstate, ...codes].filter((code) => code !== null));
}

/** The error with its causes; empty: none was seen. */
function errorsOf({ errors, errorClass, message, stack }: Recording): Known[] {
  const all = [
    { errorClass, message, stack: stack ?? '' },
    ...errors.map((one) => ({ errorClass: one.class, message: one.message, stack: one.stack ?? '' })),
  ];
  return all.filter((one) => one.errorClass !== null && one.errorClass !== UNSEEN);
}

function isAlike(known: Known, shown: PrintedError): boolean {
  const isPlain = PLAIN.test(known.errorClass ?? '') || PLAIN.test(shown.errorClass ?? '');
  const text = sameText(known.message, shown.message.replace(EMITTED, ''));
  const place = samePlace(known.stack, shown.frames);
  // A class without a name of its own is printed as itself, and recorded as `Error`: the message decides.
  if (isPlain) return text ?? place === true;
  if (known.errorClass !== shown.errorClass) return text === true && place === true;
  return text === true || place !== false;
}

/** Whether an error comes from a function that the recorded stack names; null: one of them names none. */
function samePlace(stack: string, frames: Failure['frames']): boolean | null {
  const shown = frames.flatMap(({ symbol }) => functionName(symbol) ?? []);
  const known = [...stack.matchAll(FRAME)].flatMap(([, name = '', file = '']) =>
    file.includes('node_modules') ? [] : (functionName(name) ?? []),
  );
  if (shown.length === 0 || known.length === 0) return null;
  // Builds inline and wrap functions, so the throwing one of either side only has to stand in the stack of the other.
  return known.includes(shown[0] as string) || shown.includes(known[0] as string);
}

/** Whether two messages say the same of other values; null: nothing was said in production. */
function sameText(known: string, shown: string): boolean | null {
  const [one, other] = [wordsOf(known), wordsOf(shown)];
  if (one.size === 0) return null;
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared / Math.max(one.size, other.size) >= ALIKE;
}

function wordsOf(message: string): Set<string> {
  return new Set(
    maskText(message)
      .toLowerCase()
      .match(/<\w+>|[\p{L}\p{N}_]+/gu),
  );
}
