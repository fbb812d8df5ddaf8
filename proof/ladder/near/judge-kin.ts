import { isDeepStrictEqual } from 'node:util';
import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import { writesOwnText } from '../flow/judge-flows.ts';
import type { Asking, NearAnswer } from './ask-in-turn.ts';
import { heldAt, isNothing, isText } from './kin.ts';

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 4_000;
const WRITES = /^(?:insert|update|delete|merge) /;

export interface KinJudgement {
  /** Why the fix hides something, each a sentence. */
  wrong: string[];
  /** What nothing shows to be right, each completing "The fix newly …". */
  unsure: string[];
}

interface Fixed {
  request: RecordedRequest;
  near: NearAnswers;
  /** What the failing request is answered now. */
  status: number;
}

interface Given {
  part: string | null;
  request: RecordedRequest;
  answer: NearAnswer;
}

/** Judges a fix by requests that failed in the same way as the recorded one, and by what may be left out of it. */
export async function judgeKin(asking: Asking, fixed: Fixed): Promise<KinJudgement> {
  const { status } = fixed;
  if (status >= 500) return { wrong: [], unsure: [] };
  const { still, slow, answered } = await askKin(asking, fixed);
  if (still) return { wrong: [still], unsure: [] };
  if (status >= 400) {
    return { wrong: [], unsure: [...slow, ...refusesAll(fixed), ...takesSome(answered, fixed)] };
  }
  if (status >= 300) return { wrong: [], unsure: slow };
  const { wrong, unsure } = await judgeTaken(asking, fixed, answered);
  return { wrong, unsure: [...slow, ...unsure] };
}

/**
 * Asks for what failed in the same way.
 * @returns `still`: one of them does, a sentence; `slow`: one has no answer in time, completing "The fix newly …"
 */
async function askKin(
  { ask, missed }: Asking,
  { near: { kin = [], failure = null } }: Fixed,
): Promise<{ still: string | null; slow: string[]; answered: Given[] }> {
  const answered: Given[] = [];
  const slow: string[] = [];
  for (const one of kin) {
    const what = nameOfRequest(one.request);
    const answer = await ask(one.request, ANSWER_MS);
    if (answer && answer.status >= 500 && answer.sign?.error === failure) {
      return { still: `${what} still fails with the very error of the recorded one`, slow, answered };
    }
    const why = answer ? null : missed.whyOf(one.request);
    if (why === 'ended') {
      return { still: `${what}, which failed as the recorded one did, ends the service`, slow, answered };
    }
    if (why === 'slow')
      slow.push(
        `answers ${what}, which failed as the recorded one did, after more than ${ANSWER_MS / 1000} s`,
      );
    if (answer) answered.push({ ...one, answer });
  }
  return { still: null, slow, answered };
}

/** Judges a success: whether it takes a value on which the failure depends for none, or for any. */
async function judgeTaken({ ask }: Asking, fixed: Fixed, answered: Given[]): Promise<KinJudgement> {
  const { request, near } = fixed;
  const judgement: KinJudgement = { wrong: [], unsure: [] };
  const recorded = await ask(request, ANSWER_MS);
  if (!recorded) return judgement;
  const own = near.flows && writesOwnText({ request, ...recorded, ...recorded.flow }, near.flows);
  if (own) judgement.unsure.push(own);
  for (const { part, absent, refusesOthers } of near.guilty ?? []) {
    const value = heldAt(request, part);
    if (!isText(value)) continue;
    const without = absent ? await ask(absent, ANSWER_MS) : null;
    const isLeftOut = without !== null && isAlike(recorded, without);
    if (!isLeftOut && !isOneOfAll(fixed, { recorded, answered, part })) continue;
    const as = isLeftOut ? 'as if it were left out' : 'like any other that failed';
    const what = `answers a ${part} that failed, “${String(value).slice(0, 40)}”, ${as}, and does not refuse it`;
    if (refusesOthers)
      judgement.wrong.push(`the fix ${what}; the service refuses other values that mean nothing`);
    else judgement.unsure.push(what);
  }
  return judgement;
}

/** Whether every value that failed is answered in the same way, and others are not. */
function isOneOfAll(
  fixed: Fixed,
  { recorded, answered, part }: { recorded: NearAnswer; answered: Given[]; part: string },
): boolean {
  const alike = answered.filter((one) => one.part === part && isText(heldAt(one.request, part)));
  return (
    alike.length > 0 &&
    alike.every(({ answer }) => isAlike(recorded, answer)) &&
    matters(fixed, recorded, part)
  );
}

/** A refusal of a value of which no request is known in which it is taken. */
function refusesAll({ near: { guilty = [] }, request, status }: Fixed): string[] {
  const [one] = guilty.filter(({ part, isTaken }) => !isTaken && !isNothing(heldAt(request, part)));
  return one ? [`answers ${status} to a ${one.part}, and no request is known in which one is taken`] : [];
}

/** Some of what failed is refused, and some is taken. */
function takesSome(answered: Given[], { status, near: { guilty = [] } }: Fixed): string[] {
  const other = answered.find(
    ({ part, request, answer }) =>
      answer.status < 300 && guilty.some((one) => one.part === part) && isText(heldAt(request, part ?? '')),
  );
  return other
    ? [
        `answers ${other.answer.status} to ${nameOfRequest(other.request)}, which failed in the same way as the recorded request, that it answers with ${status}`,
      ]
    : [];
}

/** Whether good requests with another value are answered in another way. */
function matters({ near: { good } }: Fixed, recorded: NearAnswer, part: string): boolean {
  return good.some(
    (one) =>
      one.status < 300 &&
      !isNothing(heldAt(one.request, part)) &&
      !(
        isDeepStrictEqual(one.body, recorded.body) &&
        one.work.every(({ values }, at) => values === recorded.work[at]?.values)
      ),
  );
}

/** Two answers to which the same values led. What is written has keys of its own. */
function isAlike(one: NearAnswer, other: NearAnswer): boolean {
  if (one.status !== other.status || !isDeepStrictEqual(one.work, other.work)) return false;
  return one.work.some(({ kind }) => WRITES.test(kind)) || isDeepStrictEqual(one.body, other.body);
}

function nameOfRequest({ method, path, body }: RecordedRequest): string {
  const text = body === undefined ? '' : ` ${JSON.stringify(body)}`;
  return `${method} ${path}${text.length > 120 ? `${text.slice(0, 119)}…` : text}`;
}
