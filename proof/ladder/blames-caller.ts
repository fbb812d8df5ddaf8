import type { Failure } from '../../domain/evidence.ts';
import type { NearAnswers } from '../../domain/ports/prover.ts';
import type { RecordedRequest, Recording } from '../../domain/recording.ts';
import { madeOfInput } from './made-of-input.ts';
import { isNothing } from './near/kin.ts';
import { nameOf, partsOf } from './near/request-parts.ts';
import { isInherited } from './near/vary-recording.ts';

export interface Blamed {
  /** What the failing request is answered now. */
  status: number;
  recording: Recording;
  failures: Pick<Failure, 'errorClass' | 'message' | 'sqlstate'>[];
  near: NearAnswers | null;
  /** Whether the code makes the error itself to throw it. */
  isOnPurpose: boolean;
  /** Recorded requests that were answered well. */
  good: RecordedRequest[];
}

/** Errors by which the language says that a text cannot be read. */
const UNREADABLE = /^(?:SyntaxError|URIError|RangeError)$/;
/** Those of them that a correct program has as well, however good its input is. */
const OF_THE_PROGRAM =
  /call stack|array (?:buffer )?(?:length|allocation)|string length|out of memory|offset/i;
/** An address or a number that cannot be read is a TypeError as well. */
const READS = /invalid url|cannot convert .* to a bigint|ERR_INVALID_URL|ERR_ENCODING_NOT_SUPPORTED/i;
/** Errors of the language or of Node itself; a library and the code name theirs. */
const PLAIN = /^(?:Error|TypeError|ReferenceError|AssertionError|AggregateError|AbortError|TimeoutError)$/;
/** What the message of an error says that the code throws because of its input. */
const OF_INPUT =
  /\b(?:unknown|no such|not found|no \w+ (?:with|for|of|named)|missing|required?|invalid|illegal|must|should|unsupported|not (?:allowed|supported|valid|a)|already|exists?|too (?:long|large|many|few|short|small|big)|malformed|expected|cannot parse|bad|empty|limit|exceeds?|duplicate|forbidden|denied|no )\b/i;
/** Something is not there. */
const NOTHING_THERE =
  /of (?:undefined|null)\b|(?:undefined|null) is not|is (?:undefined|null|not (?:a function|iterable))/i;
const MISSING = [404, 410];
const BAD = [400, 422];
/** A plain name: the path of data, not a value that may be wrong in itself. */
const NAME = /^[\w-]+$/;
/** How many times longer a text is that may be too long. */
const FAR = 3;
/** PostgreSQL: a value that it refuses, and a name that it does not know. */
const OBJECTS = /^(?:2[23]|42703|42P01|42883|42704)/;

/**
 * Refusals by which a failure of the code itself is said to be the caller's mistake, each completing "The fix newly …". None where something
 * shows that the request is wrong: the error is about a value of it, it lacks what others have, or what it names is not there.
 */
export function blamesCaller(blamed: Blamed): string[] {
  const { status, recording } = blamed;
  const { request, kind } = recording;
  if (!request || status < 400 || status >= 500 || recording.response?.status === status) return [];
  const steps = recording.steps.filter((step) => step.kind === 'sql');
  const made = madeOfInput(request, steps, goodOf(blamed));
  if (made) {
    return [
      `answers ${status} to the ${made.part} “${made.value}”, of which the code made “${made.made}”, that the database refuses; others like it are answered`,
    ];
  }
  if (kind === 'exhaustion' && blamed.near?.unhurt === status) return [];
  if (kind !== 'hang' && kind !== 'exhaustion' && isAboutInput(blamed)) return [];
  if (kind === 'hang' && (isLongest(blamed) || isRefusedElsewhere(blamed))) return [];
  const [error] = errorsOf(blamed);
  const how =
    kind === 'hang' || kind === 'exhaustion'
      ? 'that the service did not end'
      : `that failed by an error of the code’s own${error ? ` (${error.name})` : ''}`;
  return [
    `answers ${status}, a mistake of the caller, to a request ${how}; nothing else shows that the request is wrong`,
  ];
}

/** Requests that are answered well, recorded and derived ones. */
function goodOf({ good, near }: Blamed): RecordedRequest[] {
  return [...good, ...(near?.good ?? []).filter((one) => one.status < 300).map((one) => one.request)];
}

interface Thrown {
  name: string;
  message: string;
}

/** What is known of the error, by the recording and by its replay. */
function errorsOf({ recording, failures }: Blamed): Thrown[] {
  const { errors, errorClass, message } = recording;
  const all = [
    ...errors.map((one) => [one.class, one.message] as const),
    [errorClass, message] as const,
    ...failures.map((one) => [one.errorClass, one.message] as const),
  ];
  return all.flatMap(([name, text]) => (name ? [{ name, message: text }] : []));
}

function isAboutInput(blamed: Blamed): boolean {
  const { recording, failures, isOnPurpose } = blamed;
  const errors = errorsOf(blamed);
  const objects = recording.steps.some((step) =>
    step.kind === 'sql'
      ? OBJECTS.test(step.error?.code ?? '')
      : step.kind === 'http' && step.status !== null && step.status >= 400 && step.status < 500,
  );
  if (objects || failures.some(({ sqlstate }) => OBJECTS.test(sqlstate ?? ''))) return true;
  if (errors.some((one) => isOfInput(one, blamed))) return true;
  if (isOnPurpose && errors.some(({ message }) => OF_INPUT.test(message))) return true;
  return isMissing(blamed) || lacksSomething(blamed);
}

function isOfInput({ name, message }: Thrown, blamed: Blamed): boolean {
  const isReading = (UNREADABLE.test(name) && !OF_THE_PROGRAM.test(message)) || READS.test(message);
  if (isReading) return holdsWhatIsRead(message, blamed);
  // A library that checks what it is given has errors of its own.
  return !PLAIN.test(name) && !UNREADABLE.test(name);
}

/** Whether what could not be read came with the request, and is nothing that the service has stored. */
function holdsWhatIsRead(message: string, { recording: { request, steps } }: Blamed): boolean {
  const parts = request ? partsOf(request) : [];
  const isQuoted = parts.some(({ value }) => isText(value) && message.includes(String(value)));
  if (isQuoted || typeof request?.body === 'string') return true;
  const given = steps.some((step) => (step.kind === 'sql' ? step.rows.length > 0 : step.kind === 'http'));
  return !given && parts.some(({ kind, value }) => kind !== 'path' || !NAME.test(String(value)));
}

const isText = (value: unknown) => String(value).length > 1;

/** Whether 404 fits: what was looked for was not there. */
function isMissing(blamed: Blamed): boolean {
  const { status, near } = blamed;
  const { request, steps } = blamed.recording;
  if (!MISSING.includes(status) || !request) return false;
  const asked = steps.filter((step) => step.kind === 'sql');
  if (asked.length > 0) {
    return asked.some(({ rows, rowCount, error }) => !error && rows.length === 0 && (rowCount ?? 0) === 0);
  }
  if (partsOf(request).some(({ value }) => typeof value === 'string' && isInherited(value))) return true;
  // Where the service answers 404 to unknown names already, this one is known.
  const known = near?.refusals?.some((one) => MISSING.includes(one.status)) ?? false;
  return !known && errorsOf(blamed).some(({ message }) => NOTHING_THERE.test(message));
}

/** Whether the request lacks a value that all good ones have, or has one of another type, where the service refuses such requests. */
function lacksSomething(blamed: Blamed): boolean {
  const { status, recording, near } = blamed;
  const { request } = recording;
  if (!request || !BAD.includes(status)) return false;
  const [first, ...others] = goodOf(blamed).map(kindsOf);
  if (!first) return false;
  const own = kindsOf(request);
  const lacks = [...first].some(([name, kind]) => {
    const isShared = kind !== 'nothing' && others.every((one) => one.get(name) === kind);
    return isShared && own.get(name) !== kind;
  });
  return lacks || (differsInKind(own, [first, ...others]) && refusesKinds(near));
}

/** Whether a value of the request is absent or of a type that a good one has otherwise. */
function differsInKind(own: Map<string, string>, good: Map<string, string>[]): boolean {
  return good.some((one) => [...one].some(([name, kind]) => kind !== 'nothing' && own.get(name) !== kind));
}

const refusesKinds = (near: NearAnswers | null) =>
  near?.refusals?.some(
    ({ how, status }) => BAD.includes(status) && (how === 'absent' || how === 'strange'),
  ) ?? false;

function kindsOf(request: RecordedRequest): Map<string, string> {
  return new Map(
    partsOf(request).map((part) => {
      const { value } = part;
      const kind = isNothing(value) ? 'nothing' : Array.isArray(value) ? 'list' : typeof value;
      return [nameOf(part), kind];
    }),
  );
}

/** Whether a text of the request is far longer than any of a good one: what takes long may be too long. */
function isLongest(blamed: Blamed): boolean {
  const { request } = blamed.recording;
  const longest = (one: RecordedRequest) =>
    Math.max(0, ...partsOf(one).map(({ value }) => (typeof value === 'string' ? value.length : 0)));
  const others = goodOf(blamed);
  return (
    Boolean(request) &&
    others.length > 0 &&
    others.every((one) => longest(one) * FAR < longest(request as RecordedRequest))
  );
}

/** Whether the service refuses other values of the same part in the same way. */
function isRefusedElsewhere({ status, near }: Blamed): boolean {
  const parts = new Set((near?.guilty ?? []).map(({ part }) => part));
  return (
    near?.refusals?.some((one) => one.status === status && one.how === 'value' && parts.has(one.part)) ??
    false
  );
}
