import type { NearAnswers } from '../../../domain/ports/prover.ts';
import { differs, OTHER_ESCAPES } from '../good-requests.ts';
import { isSameBody } from '../same-text.ts';
import type { Asking, NearAnswer } from './ask-in-turn.ts';
import { digest } from './ask-in-turn.ts';
import { asksUnrecorded } from './missed.ts';
import { withoutEscapes } from './rewritten-statement.ts';
import { isSameList } from './same-list.ts';
import { shiftsOf, withoutShifts, workWithoutShifts } from './shifted-ids.ts';
import { told } from './told.ts';

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 4_000;
/** What a value of another type may be answered with, also where it was taken before. */
const REFUSED = new Set([400, 422]);

export interface ComparedGood {
  /** Filled with the kinds of the statements that they still send, and with what nothing shows to be right. */
  judgement: { work: Set<string>; unsure: string[] };
  /** The statement that a fix may write in another way, by its digest. */
  rewritten: string | null;
  /** The statement whose patterns it may escape, by its digest; absent or null: none. */
  pattern?: string | null;
}

/** How good requests are answered differently now, each a sentence. */
export async function compareGood(
  { ask, missed }: Asking,
  { good }: NearAnswers,
  { judgement: { work, unsure }, rewritten, pattern = null }: ComparedGood,
): Promise<string[]> {
  let isShifted = false;
  for (const one of good) {
    const what = `${one.request.method} ${one.request.path}${told(one.request)}`;
    for (const earlier of one.before ?? []) await ask(earlier, ANSWER_MS);
    isShifted ||= one.before !== undefined;
    const answer = await ask(one.request, ANSWER_MS);
    // What comes behind a repaired failure may ask an upstream for more than was recorded.
    if (!answer && missed.saysNothingOf(one.request)) {
      unsure.push(...asksUnrecorded(missed, [one.request]));
      continue;
    }
    if (!answer) return [`${what} is not answered any more; before it was answered with ${one.status}`];
    // They are the last: what one of them left behind may show in the next.
    if (one.strange && REFUSED.has(answer.status)) break;
    if (answer.status !== one.status)
      return [`${what} is answered with ${answer.status}, before with ${one.status}`];
    const shifts = isShifted ? shiftsOf(one.body, answer) : new Map();
    const body = withoutShifts(answer.body, shifts);
    const place = differs(one.body, one.again, body, 'the body');
    if (place && !isSameBody(one.body, body)) return [`${what} is answered differently at ${place}`];
    if (place) unsure.push(OTHER_ESCAPES);
    const less = lessWork(
      one,
      { ...answer, work: workWithoutShifts(answer, shifts) },
      { rewritten, pattern },
    );
    if (less === OTHER_WRITING) unsure.push(less);
    else if (less) return [`${what} ${less}`];
    for (const { kind } of answer.work) work.add(kind);
  }
  return [];
}

const OTHER_WRITING =
  'writes a list, an object or a text in another way for the statement that failed, also for requests that were answered';

/** How a good request did less, or bound other values; null: neither. */
function lessWork(
  { work }: NearAnswers['good'][number],
  answer: NearAnswer,
  { rewritten, pattern }: { rewritten: string | null; pattern: string | null },
): string | null {
  const count = (list: { kind: string }[], kind: string) => list.filter((one) => one.kind === kind).length;
  const left = work.find(({ kind }) => count(answer.work, kind) < count(work, kind));
  if (left) return `no longer does all the work: ${left.kind}`;
  const pairs = rewrittenPairs(work, answer, rewritten);
  let rewrites: string | null = null;
  for (const { kind, text, values, bound = [] } of work) {
    const now = answer.bound.filter((_, at) => answer.work[at]?.text === text);
    const isSame = answer.work.some((one) => one.text === text && one.values === values);
    if (!values || now.length === 0 || isSame) continue;
    const isEscaped = now.some((one) => digest(JSON.stringify(withoutEscapes(one))) === values);
    if (text === pattern && isEscaped) continue;
    const follows = followsRewriting(bound, now, pairs) ? 'writing' : 'values';
    const other = text === rewritten ? otherWriting(bound, now) : follows;
    if (other === 'values') return `binds other values than before: ${kind}`;
    if (other === 'writing') rewrites = OTHER_WRITING;
  }
  return rewrites;
}

/** Which value was written as which, for the statement that a fix may write in another way. */
function rewrittenPairs(
  work: NearAnswers['good'][number]['work'],
  answer: NearAnswer,
  rewritten: string | null,
): Set<string> {
  const now = answer.bound.filter((_, at) => answer.work[at]?.text === rewritten);
  const before = work.filter(({ text }) => text === rewritten).map(({ bound = [] }) => bound);
  return new Set(
    before.flatMap((values, index) =>
      values.map((value, at) => JSON.stringify([value, now[index]?.[at] ?? null])),
    ),
  );
}

/** Whether another statement differs in nothing but values that the rewritten one is given in the same other writing. */
function followsRewriting(bound: (string | null)[], now: (string | null)[][], pairs: Set<string>): boolean {
  return now.some(
    (values) =>
      values.length === bound.length &&
      values.every((value, at) => value === bound[at] || pairs.has(JSON.stringify([bound[at], value]))),
  );
}

/** Whether a statement is given the same lists in another writing (null), other ones (`values`), or what cannot be compared (`writing`). */
function otherWriting(bound: (string | null)[], now: (string | null)[][]): 'values' | 'writing' | null {
  const compared = now.map((values) =>
    values.map((value, at) => (value === bound[at] ? true : isSameList(bound[at] ?? null, value))),
  );
  if (compared.some((all) => all.every((one) => one === true))) return null;
  return compared.every((all) => all.includes(false)) ? 'values' : 'writing';
}
