import { isJson } from '../../../domain/body-text.ts';
import type { Failure } from '../../../domain/evidence.ts';
import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { RecordedRequest, Recording, SqlStep } from '../../../domain/recording.ts';
import { isAbsentElsewhere } from '../absent.ts';
import type { NearAnswer } from './ask-in-turn.ts';
import { droppedColumn, lostDigits } from './given-values.ts';
import { shortened } from './near-requests.ts';
import { nameOf, partsOf, withPart } from './request-parts.ts';
import { isInherited } from './vary-recording.ts';
import { writesOther } from './writes-other.ts';

export interface JudgedSuccess {
  recording: Recording;
  request: RecordedRequest;
  failures: Pick<Failure, 'sqlstate'>[];
  /** What the failing request is answered now. */
  answer: NearAnswer;
  good: NearAnswers['good'];
  /** Bodies of successes, recorded ones as well. */
  successes: unknown[];
  /** Of them, those of recorded requests of the same route. */
  recorded: unknown[];
}

/** PostgreSQL: a text that is no value of the type, or one that is out of its range. */
const NO_VALUE = /^(?:22P02|22003|22007|22008)$/;
/** What stands for nothing in a column, besides an empty text. */
const EMPTY = ['0', 'false', 'f', '[]', '{}'];
const WRITES = /^(?:insert|update|merge) /;

/** Why a success that a failing request is answered with now is made up, a sentence; null: nothing shows it. */
export function madeUp(judged: JudgedSuccess): string | null {
  const { body, status } = judged.answer;
  if (status >= 300) return null;
  const rows = sqlSteps(judged.recording).flatMap((step) => step.rows);
  // Those of another route have other names.
  const successes = judged.successes.filter(
    (one) => isObject(one) && isObject(body) && Object.keys(one).some((name) => name in body),
  );
  return (
    lostDigits(body, rows) ??
    droppedColumn(body, rows, successes) ??
    answersEmpty(judged) ??
    answersForNothing({ ...judged, successes }) ??
    answersOtherName(judged) ??
    fillsEmptyList(judged) ??
    writesEmpty(judged) ??
    writesOther(judged) ??
    answersInherited(judged) ??
    takesWhatIsRefused(judged) ??
    takesNoJson(judged)
  );
}

const sqlSteps = ({ steps }: Recording) => steps.filter((step): step is SqlStep => step.kind === 'sql');

/**
 * Whether 404 says that something is missing which the database gave: all that the request names, with each column of a row filled.
 * @param fixed pieces of addresses that name routes
 * @returns a sentence; null: nothing shows it
 */
export function missesWhatIsThere(recording: Recording, fixed: string[]): string | null {
  const reads = sqlSteps(recording);
  const { request } = recording;
  if (request?.method !== 'GET' || reads.length === 0 || reads.length < recording.steps.length) return null;
  const bound = new Set(reads.flatMap(({ values }) => values.map(String)));
  const isNamed = partsOf(request).every(
    ({ kind, value }) => bound.has(String(value)) || (kind === 'path' && fixed.includes(String(value))),
  );
  if (!isNamed || isAbsentElsewhere(recording.message)) return null;
  const isThere = reads.every(
    ({ command, error, rows }) =>
      command === 'SELECT' &&
      !error &&
      // Of a list, one whole row is something.
      rows.some((row) => Object.values(row).every((value) => value !== null)),
  );
  return isThere ? 'the request is answered with 404, although the database gave what it asked for' : null;
}

/** The row that the address names is not there, and a text that all good answers fill is empty. */
function answersForNothing({ recording, request, answer, successes }: JudgedSuccess): string | null {
  const reads = sqlSteps(recording);
  const last = partsOf(request)
    .filter(({ kind }) => kind === 'path')
    .at(-1);
  const names = reads.some(({ values }) => values.some((value) => String(value) === last?.value));
  if (!names || reads.some(({ error, rowCount, rows }) => error || rows.length > 0 || (rowCount ?? 0) > 0))
    return null;
  const body = isObject(answer.body) ? answer.body : {};
  const bodies = successes.filter(isObject);
  const empty = Object.keys(body).find(
    (name) =>
      body[name] === '' &&
      bodies.length > 0 &&
      bodies.every((one) => typeof one[name] === 'string' && one[name] !== ''),
  );
  const none = `the database has no row for the request, which is answered with ${answer.status} and`;
  if (empty !== undefined) return `${none} an empty ${empty}`;
  const [first = {}] = bodies;
  const left = Object.keys(first).find(
    (name) => !(name in body) && bodies.every((one) => (one[name] ?? null) !== null),
  );
  return left === undefined ? null : `${none} lacks the ${left} that all good answers have`;
}

/** Nothing is answered where each good answer holds something. */
function answersEmpty({ answer: { status, body }, recorded }: JudgedSuccess): string | null {
  const isBlank = (one: unknown) => one === undefined || one === '' || (isObject(one) && isEmptyObject(one));
  if (!isBlank(body) || !(status === 200 || status === 201) || recorded.length === 0) return null;
  return recorded.some(isBlank)
    ? null
    : `the request is answered with ${status} and nothing in it; all good answers hold something`;
}

/** An address that can name nothing is cut to one that names something else. */
function answersOtherName({ recording, request, failures, answer }: JudgedSuccess): string | null {
  if (!failures.some(({ sqlstate }) => sqlstate && NO_VALUE.test(sqlstate))) return null;
  const failed = sqlSteps(recording).find(({ error }) => error);
  const named = partsOf(request).find(
    ({ kind, value }) => kind === 'path' && failed?.error?.message.includes(`"${value}"`),
  );
  return named
    ? `the address names ${String(named.value)}, which the database cannot hold, and is answered with ${answer.status}`
    : null;
}

/** `IN ()` is asked for a value of the code's own. */
function fillsEmptyList({ recording, answer }: JudgedSuccess): string | null {
  const failed = sqlSteps(recording).filter(
    ({ error, text }) => error && /(?<!\bnot\s+)\bin\s*\(\s*\)/i.test(text),
  );
  if (failed.length === 0) return null;
  const filled = (text: string) => text.match(/\bin\s*\(\s*(?:'[^']*\w[^']*'|[1-9]\d*)/gi)?.length ?? 0;
  const before = Math.max(...failed.map(({ text }) => filled(text)));
  return answer.statements.some((text) => filled(text) > before)
    ? 'an empty list of the request is filled with a value that it does not hold'
    : null;
}

/** A write binds an empty value that the request does not hold, where the column must have one or nothing was to be changed. */
function writesEmpty({ request, failures, answer }: JudgedSuccess): string | null {
  const isMissing = failures.some(({ sqlstate }) => sqlstate === '23502');
  const isNoChange =
    /^(?:PATCH|PUT)$/.test(request.method) && isObject(request.body) && isEmptyObject(request.body);
  if (!isMissing && !isNoChange) return null;
  const held = new Set(partsOf(request).map(({ value }) => String(value)));
  const isMadeUp = (value: string | null) => {
    if (value === null || value === '') return value === '' ? !held.has('') : isNoChange;
    return isMissing && EMPTY.includes(value) && !held.has(value);
  };
  const index = answer.work.findIndex(
    ({ kind }, at) => WRITES.test(kind) && answer.bound[at]?.some(isMadeUp),
  );
  return index < 0
    ? null
    : `the request is answered with ${answer.status}, and writes an empty value that it does not hold: ${answer.work[index]?.kind}`;
}

const isEmptyObject = (value: object) => Object.keys(value).length === 0;

/** What every object has by that name is taken for an entry, where other unknown names are refused. */
function answersInherited({ request, answer, good }: JudgedSuccess): string | null {
  for (const piece of partsOf(request)) {
    if (typeof piece.value !== 'string' || !isInherited(piece.value)) continue;
    const named = (one: RecordedRequest) => JSON.stringify(withPart(one, piece, piece.value));
    const isUnknown = good.some((one) => one.status === 404 && named(one.request) === named(request));
    if (isUnknown) {
      return `every object has a ${piece.value}: as ${nameOf(piece)} it is answered with ${answer.status}, other unknown names with 404`;
    }
  }
  return null;
}

/** A text that takes long to read is taken, where its start and end alone are refused. */
function takesWhatIsRefused({ recording, request, answer, good }: JudgedSuccess): string | null {
  if (recording.kind !== 'hang') return null;
  for (const piece of partsOf(request)) {
    if (typeof piece.value !== 'string') continue;
    const short = JSON.stringify(withPart(request, piece, shortened(piece.value)));
    const known = good.find((one) => JSON.stringify(one.request) === short);
    if (known && known.status >= 400) {
      return `a long value is answered with ${answer.status}, the short one of the same kind with ${known.status}`;
    }
  }
  return null;
}

/** A body that could not be read as JSON is taken for something. */
function takesNoJson({
  recording: { errors },
  request: { headers, body },
  answer,
}: JudgedSuccess): string | null {
  if (typeof body !== 'string' || body.trim() === '' || isJson(body)) return null;
  const isSaidToBe = Object.entries(headers).some(
    ([name, type]) => /^content-type$/i.test(name) && /json/i.test(type),
  );
  return isSaidToBe && errors.some((one) => one.class === 'SyntaxError')
    ? `a body that is no JSON is answered with ${answer.status}`
    : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
