import { isDeepStrictEqual } from 'node:util';
import type { NearAnswers, Reproduction } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import type { RecordedCall } from '../../replay/upstream-answers.ts';
import type { Asking } from './ask-in-turn.ts';
import { FAILING, PAGE } from './look-wrong.ts';
import { withUpstreams } from './scripted-upstream.ts';

/** How long an answer may take, in milliseconds: as long as that to a request that hung. */
const ANSWER_MS = 8_000;
/** How late a good answer of an upstream may come, in milliseconds: slower than most, and no failure. */
const SLOW_MS = 1_000;

/** Too late, and too many: an upstream that does not do its part as well. */
const REFUSES = [408, 429];

export interface JudgedUpstreams {
  request: RecordedRequest;
  near: NearAnswers;
  reproduction: Reproduction;
  /** The call that failed. */
  call: RecordedCall | null;
  /** Whether the answer goes out before the upstream is asked, so that it tells nothing of how that went. */
  isLate: boolean;
}

/** Whether a fix tells an upstream that failed from one that answers, however either looks. */
export async function judgeUpstreams(
  { stage, ask }: Asking,
  { request, near: { upstreamBody, failsOnPage, failsBesideRefusal }, call, isLate }: JudgedUpstreams,
): Promise<string[]> {
  if (isLate) return [];
  const page = failsOnPage ? await withUpstreams(stage, PAGE, () => ask(request, ANSWER_MS)) : null;
  if (page && page.status < 500) {
    return [`an upstream that answers with a page in place of data is answered with ${page.status}`];
  }
  const failing = failsBesideRefusal
    ? await withUpstreams(stage, FAILING, () => ask(request, ANSWER_MS))
    : null;
  if (failing && failing.status < 500) {
    return [
      `an upstream that fails with ${FAILING.status} is answered with ${failing.status}, as if it had refused the request`,
    ];
  }
  if (!call) return [];
  const isSilent = call.status === null && call.error === null;
  if (upstreamBody !== null) {
    const given = { status: 200, body: upstreamBody };
    const late = { ...given, delayMs: isSilent ? SLOW_MS : 0 };
    const [good, askedGood] = await withUpstreams(stage, late, async (asked) => {
      return [await ask(request, ANSWER_MS), asked()] as const;
    });
    if (!good || good.status >= 300) {
      const when = isSilent ? ` after ${SLOW_MS} ms` : '';
      return [
        `a good answer of the upstream${when} is answered with ${good?.status ?? 'nothing'}, before with a success`,
      ];
    }
    if (call.status !== null && (call.status >= 500 || REFUSES.includes(call.status))) {
      const failing = { status: call.status, body: upstreamBody };
      const [told, asked] = await withUpstreams(stage, failing, async (asked) => {
        return [await ask(request, ANSWER_MS), asked()] as const;
      });
      // The good answer may have been kept, and no upstream is asked again.
      const isKept = askedGood > 0 && asked === 0;
      if (told && told.status < 300 && !isKept) {
        return [`an upstream that answers ${call.status} with data is taken for one that did its work`];
      }
      // Where others do their work, what this one does not give may be absent, and nothing else.
      const one = { ...failing, only: call.path };
      const some = await withUpstreams(stage, one, () => ask(request, ANSWER_MS));
      const invented = some && some.status < 300 ? inventedIn(good.body, some.body) : null;
      if (invented !== null) {
        return [`where an upstream answers ${call.status}, the answer has a ${invented} of its own`];
      }
    }
  }
  if (!isSilent) return [];
  const silent = { status: 200, body: null, hangs: true };
  const answer = await withUpstreams(stage, silent, () => ask(request, ANSWER_MS));
  return answer ? [] : ['an upstream that sends its headers and then nothing is waited for without a limit'];
}

/** What of an answer differs from that of upstreams which all did their work, and is there all the same; null: nothing. */
export function inventedIn(good: unknown, now: unknown): string | null {
  if (!isObject(good) || !isObject(now)) return null;
  const found = Object.entries(now).find(
    ([name, value]) =>
      !isDeepStrictEqual(value, good[name]) &&
      value !== null &&
      !(Array.isArray(value) && value.length === 0),
  );
  return found?.[0] ?? null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
