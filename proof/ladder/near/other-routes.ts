import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { Recording } from '../../../domain/recording.ts';
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
 * behind them is the same mistake.
 * @param sign how the failing request failed; null where nothing shows it
 * @param guilty the names of those values; empty: any may be one
 */
export async function failingRoutes(
  { job, base, recording, request, missed }: Look,
  sign: FailureSign | null,
  guilty: string[],
): Promise<Recording[]> {
  if (!sign) return [];
  const values = partsOf(request).filter((part) => guilty.length === 0 || guilty.includes(nameOf(part)));
  const found: Recording[] = [];
  const moved = (job.subject.otherRoutes ?? []).flatMap((one) => withValues(one, values, recording) ?? []);
  for (const one of moved.slice(0, MOST)) {
    const { request: asked } = one;
    if (found.length === MOST_KEPT || !asked) break;
    const around = { base, worktree: base, recording: one, missed };
    const answer = await askInTurn(job, around, ({ ask }) => ask(asked, ANSWER_MS));
    if (answer && answer.status >= 500 && answer.sign?.error === sign.error) found.push(one);
  }
  return found;
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
