import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { Recording } from '../../../domain/recording.ts';
import { differs } from '../good-requests.ts';
import { type AskAlone, askInTurn } from './ask-in-turn.ts';
import type { FailureSign } from './failure-sign.ts';
import type { Look } from './look.ts';
import { nameOf, partsOf } from './request-parts.ts';
import { told } from './told.ts';
import { withValues } from './with-values.ts';

/** How long an answer may take, in milliseconds of the service's own time. */
const ANSWER_MS = 1_500;
/** Requests that are asked, each with a start of the service, and those that are kept. */
const MOST = 4;
const MOST_KEPT = 2;

/**
 * Good requests of other routes that fail with the error of the failing one once they hold a value on which that failure depends:
 * behind them is the same mistake. And how those good requests are answered as they are.
 * @param sign how the failing request failed; null where nothing shows it
 * @param guilty the names of those values; empty: any may be one
 */
export async function failingRoutes(
  { job, base, recording, request, missed }: Look,
  sign: FailureSign | null,
  guilty: string[],
): Promise<Required<Pick<NearAnswers, 'otherRoutes' | 'goodOfOthers'>>> {
  const found: Required<Pick<NearAnswers, 'otherRoutes' | 'goodOfOthers'>> = {
    otherRoutes: [],
    goodOfOthers: [],
  };
  if (!sign) return found;
  const values = partsOf(request).filter((part) => guilty.length === 0 || guilty.includes(nameOf(part)));
  const moved = (job.subject.otherRoutes ?? []).flatMap((good) => {
    const one = withValues(good, values, recording);
    return one ? [{ good, one }] : [];
  });
  const answerTo = async (one: Recording) => {
    const around = { base, worktree: base, recording: one, missed };
    return askInTurn(job, around, async ({ ask }) => one.request && ask(one.request, ANSWER_MS));
  };
  for (const { good, one } of moved.slice(0, MOST)) {
    if (found.otherRoutes.length === MOST_KEPT) break;
    const answer = await answerTo(one);
    if (!answer || answer.status < 500 || answer.sign?.error !== sign.error) continue;
    found.otherRoutes.push(one);
    const first = await answerTo(good);
    const second = await answerTo(good);
    if (!first || first.status >= 300 || second?.status !== first.status) continue;
    found.goodOfOthers.push({
      recording: good,
      ...{ status: first.status, body: first.body, again: second.body },
    });
  }
  return found;
}

/** How a changed service answers good requests of those routes in another way, each a sentence. */
export async function changesRoutes({ goodOfOthers = [] }: NearAnswers, alone: AskAlone): Promise<string[]> {
  const wrong: string[] = [];
  for (const { recording, status, body, again } of goodOfOthers) {
    const answer = await alone(recording);
    // What has no answer is told by what is not asked.
    if (!answer) continue;
    const what = `the good request ${recording.request?.method} ${recording.request?.path} of another route`;
    const place = differs(body, again, answer.body, 'the body');
    if (answer.status !== status)
      wrong.push(`${what} is answered with ${answer.status}, before with ${status}`);
    else if (place) wrong.push(`${what} is answered differently at ${place}`);
  }
  return wrong;
}

/** Whether a changed service still fails at one of them, completing "The fix newly …". */
export async function leavesRoutes(
  { otherRoutes = [], failure }: NearAnswers,
  alone: AskAlone,
): Promise<string[]> {
  for (const one of otherRoutes) {
    const answer = await alone(one);
    if (!one.request || !answer || answer.status < 500 || answer.sign?.error !== failure) continue;
    const { method, path } = one.request;
    return [
      `leaves the same mistake behind ${method} ${path}${told(one.request)}, which is answered with ${answer.status} for the same value`,
    ];
  }
  return [];
}
