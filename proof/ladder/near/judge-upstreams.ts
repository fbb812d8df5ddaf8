import type { NearAnswers, Reproduction } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import type { RecordedCall } from '../../replay/upstream-answers.ts';
import type { Asking } from './ask-in-turn.ts';
import { withUpstreams } from './scripted-upstream.ts';

/** How long an answer may take, in milliseconds: as long as that to a request that hung. */
const ANSWER_MS = 8_000;
/** How late a good answer of an upstream may come, in milliseconds: slower than most, and no failure. */
const SLOW_MS = 1_000;

export interface JudgedUpstreams {
  request: RecordedRequest;
  near: NearAnswers;
  reproduction: Reproduction;
  /** The call that failed. */
  call: RecordedCall | null;
}

/** Whether a fix tells an upstream that failed from one that answers, however either looks. */
export async function judgeUpstreams(
  { stage, ask }: Asking,
  { request, near: { upstreamBody }, call }: JudgedUpstreams,
): Promise<string[]> {
  if (!call) return [];
  const isSilent = call.status === null && call.error === null;
  if (upstreamBody !== null) {
    const given = { status: 200, body: upstreamBody };
    const late = { ...given, delayMs: isSilent ? SLOW_MS : 0 };
    const good = await withUpstreams(stage, late, () => ask(request, ANSWER_MS));
    if (!good || good.status >= 300) {
      const when = isSilent ? ` after ${SLOW_MS} ms` : '';
      return [
        `a good answer of the upstream${when} is answered with ${good?.status ?? 'nothing'}, before with a success`,
      ];
    }
    if (call.status !== null && call.status >= 500) {
      const failing = { status: call.status, body: upstreamBody };
      const told = await withUpstreams(stage, failing, () => ask(request, ANSWER_MS));
      if (told && told.status < 300) {
        return [`an upstream that answers ${call.status} with data is taken for one that did its work`];
      }
    }
  }
  if (!isSilent) return [];
  const silent = { status: 200, body: null, hangs: true };
  const answer = await withUpstreams(stage, silent, () => ask(request, ANSWER_MS));
  return answer ? [] : ['an upstream that sends its headers and then nothing is waited for without a limit'];
}
