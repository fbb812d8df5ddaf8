import type { Failure } from '../../domain/evidence.ts';
import { readable } from '../../domain/readable.ts';

/** A kind of cause that templates know an answer to. */
export type CauseKind =
  /** The database could not parse a statement. */
  | 'sql_syntax'
  /** A statement names a column, table or function that does not exist. */
  | 'sql_name'
  /** The database refused a statement for another reason that lies in the statement. */
  | 'sql_meaning'
  /** What is bound to a statement does not fit it: too many values, a text that is no number, a negative limit. */
  | 'bound_value'
  /** The database refused a row: a value that is taken, a reference to nothing, a value that is missing. */
  | 'constraint'
  | 'statement_timeout'
  /** A serialization failure, a deadlock: the same transaction may succeed later. */
  | 'database_conflict'
  /** No connection was to be had in time, or no more may be opened. */
  | 'pool_exhausted'
  /** The caller of an upstream did not wait long enough. */
  | 'client_timeout'
  /** The upstream answered, but not what was expected. */
  | 'bad_payload'
  /** The upstream answered that it cannot, for now. */
  | 'upstream_failure'
  | 'connection'
  /** Refused for who we are: no change of the code supplies a credential. */
  | 'denied'
  /** A property of undefined or null was accessed. */
  | 'absent_value'
  /** A name or a function that does not exist was used. */
  | 'unknown_name'
  /** A promise was used as if it were its value. */
  | 'unawaited'
  /** Runs do not end: an endless loop, or a promise that never settles. */
  | 'hang'
  | 'overflow'
  /** A request was answered twice. */
  | 'answered_twice'
  /** An error that nobody caught ended the process, or left the caller without an answer. */
  | 'uncaught'
  /** The answer was wrong and nothing but an assertion was thrown. */
  | 'wrong_result'
  /** An exception that tells no more than that. */
  | 'exception';

export interface Cause {
  kind: CauseKind;
  /** The share of runs, 0 to 1, that failed of it; estimated where only the witnesses saw it. */
  share: number;
  /** What it was concluded from, for a person. */
  because: string;
  /** True when only the witnesses saw it, and no run named it as what it failed of. */
  witnessed: boolean;
}

const BY_SQLSTATE: [RegExp, CauseKind][] = [
  [/^42601$/, 'sql_syntax'],
  [/^(42703|42P01|42883|3F000|42704)$/, 'sql_name'],
  [/^(57014|55P03|25P0[34])$/, 'statement_timeout'],
  [/^(40001|40P01)$/, 'database_conflict'],
  [/^53300$/, 'pool_exhausted'],
  [/^(28...|42501|3D000)$/, 'denied'],
  // A protocol violation: the statement and what is bound to it do not fit.
  [/^(08P01|22...|42804|42P18)$/, 'bound_value'],
  [/^23...$/, 'constraint'],
  [/^(08...|57P0.)$/, 'connection'],
  [/^(2[0-9]...|42...|0A000)$/, 'sql_meaning'],
];

/** Order matters: what names its cause most exactly comes first. */
// biome-ignore format: one pattern a line
const BY_TEXT: [RegExp, CauseKind][] = [
  [/ERR_HTTP_HEADERS_SENT|ERR_STREAM_WRITE_AFTER_END|headers (already|after they are) sent|reply (was |is )?already sent|write after end/i, 'answered_twice'],
  [/statement timeout|lock timeout|canceling statement/i, 'statement_timeout'],
  [/timeout exceeded when trying to connect|too many (clients|connections)|connection slots|pool.{0,40}(exhaust|timeout|full)/i, 'pool_exhausted'],
  [/unauthori[sz]ed|forbidden|(status|answered|http)\D{0,12}\b40[13]\b/i, 'denied'],
  [/(missing|invalid|no|requires?)\b.{0,30}\b(api.?key|credentials?|password|token)\b|\b(api.?key|credentials?|password|token)\b.{0,30}(missing|invalid|not set|required)/i, 'denied'],
  [/Maximum call stack|heap out of memory|Invalid (array|string) length/i, 'overflow'],
  [/Cannot (read|set) propert(y|ies)|(undefined|null) is not|Cannot destructure|Cannot convert undefined or null|of (undefined|null)\b/, 'absent_value'],
  [/\[object Promise\]|Promise \{|is a Promise/, 'unawaited'],
  [/is not a function|is not defined|is not a constructor|before initialization|Assignment to constant|is not iterable|invoked without 'new'|does not provide an export/, 'unknown_name'],
  [/\b(external|upstream|request|client|fetch|http).{0,12}time.?d?.?out|ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(HEADERS|BODY)_TIMEOUT|TimeoutError|aborted due to timeout|operation was aborted|AbortError/i, 'client_timeout'],
  [/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|EPIPE|socket hang up|fetch failed|connection.?(error|refused|reset|terminated)/i, 'connection'],
  [/\b(wrong|bad|malformed|invalid|unexpected|unusable|corrupt)\w*[ _-](\w+[ _-])?(data|payload|body|json|answer|response|schema|shape|format|value)|Unexpected (token|end of JSON)|is not valid JSON|ZodError/i, 'bad_payload'],
  [/(status|answered|http)\D{0,12}\b(429|50[0234])\b|unavailable|bad gateway|too many requests|upstream.?(failure|error|failed)/i, 'upstream_failure'],
  [/\btime[ds]?.?out\b|no answer within|did not (end|finish|exit|settle)|SIGKILL|SIGTERM|unsettled top-level await|never resolved/i, 'hang'],
];

/** Causes that lie between the service and an upstream; a file that asks no upstream has none of them. */
const UPSTREAM_CAUSES: readonly CauseKind[] = [
  'client_timeout',
  'bad_payload',
  'upstream_failure',
  'connection',
  'denied',
];

/** How a message begins that tells the service's own answer: its status says nothing of an upstream's. */
const OWN_STATUS = /^answered \d{3}( instead of \d{3})?(: |$)/;

/**
 * Concludes the cause of one failure: by SQLSTATE, else by reason, class and message, else by the output.
 * `asksUpstreams` tells whether the code at hand has an upstream at all.
 */
export function causeOf(failure: Failure, asksUpstreams: boolean): Pick<Cause, 'kind' | 'because'> {
  if (failure.sqlstate) {
    const byState = BY_SQLSTATE.find(([pattern]) => pattern.test(failure.sqlstate ?? ''));
    if (byState)
      return { kind: byState[1], because: `SQLSTATE ${failure.sqlstate}: ${told(failure.message)}` };
  }
  const headline = headlineOf(failure, failure.message);
  for (const text of [headlineOf(failure, failure.message.replace(OWN_STATUS, '')), failure.output]) {
    const byText = BY_TEXT.find(
      ([pattern, kind]) => (asksUpstreams || !UPSTREAM_CAUSES.includes(kind)) && pattern.test(text),
    );
    if (byText) return { kind: byText[1], because: excerpt(text, byText[0]) };
  }
  if (failure.status === 124 || failure.status === 137) {
    return { kind: 'hang', because: `a run ended with ${failure.status}` };
  }
  const asserted = !failure.errorClass || /assert/i.test(`${failure.errorClass} ${headline}`);
  return { kind: asserted ? 'wrong_result' : 'exception', because: told(headline) };
}

function headlineOf({ reason, errorClass }: Failure, message: string): string {
  return [reason, errorClass, message].filter(Boolean).join(' ');
}

function excerpt(text: string, pattern: RegExp): string {
  const line = text.split('\n').find((candidate) => pattern.test(candidate)) ?? text;
  return told(line.trim());
}

/** As a person reads it: what an answer's JSON says before it is cut, since half an object says nothing. */
function told(text: string): string {
  return readable(text).slice(0, 200);
}
