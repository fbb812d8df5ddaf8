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
export async function judgeKin({ ask }: Asking, fixed: Fixed): Promise<KinJudgement> {
  const { request, near, status } = fixed;
  const { kin = [], guilty = [], failure = null } = near;
  const judgement: KinJudgement = { wrong: [], unsure: [] };
  if (status >= 500) return judgement;
  const answered: Given[] = [];
  for (const one of kin) {
    const answer = await ask(one.request, ANSWER_MS);
    if (answer && answer.status >= 500 && answer.sign?.error === failure) {
      judgement.wrong.push(
        `${nameOfRequest(one.request)} still fails with the very error of the recorded one`,
      );
      return judgement;
    }
    if (answer) answered.push({ ...one, answer });
  }
  if (status >= 400) {
    judgement.unsure.push(...refusesAll(fixed), ...takesSome(answered, fixed));
    return judgement;
  }
  if (status >= 300) return judgement;
  const recorded = await ask(request, ANSWER_MS);
  const own = recorded && near.flows && writesOwnText({ request, ...recorded, ...recorded.flow }, near.flows);
  if (own) judgement.unsure.push(own);
  for (const { part, absent, refusesOthers } of recorded ? guilty : []) {
    const value = heldAt(request, part);
    if (!recorded || !isText(value)) continue;
    const without = absent ? await ask(absent, ANSWER_MS) : null;
    const alike = answered.filter((one) => one.part === part && isText(heldAt(one.request, part)));
    const isLeftOut = without !== null && isAlike(recorded, without);
    const isOne =
      alike.length > 0 &&
      alike.every(({ answer }) => isAlike(recorded, answer)) &&
      matters(fixed, recorded, part);
    if (!isLeftOut && !isOne) continue;
    const as = isLeftOut ? 'as if it were left out' : 'like any other that failed';
    const what = `answers a ${part} that failed, “${String(value).slice(0, 40)}”, ${as}, and does not refuse it`;
    if (refusesOthers)
      judgement.wrong.push(`the fix ${what}; the service refuses other values that mean nothing`);
    else judgement.unsure.push(what);
  }
  return judgement;
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
