import type { Unasked } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';

/** Why a request was not answered, or not sent. */
export type WhyMissed = 'late' | 'slow' | 'ended' | 'unrecorded' | 'unstarted' | 'over';

const WORDS: Record<WhyMissed, string> = {
  late: 'no answer, because the machine was too busy',
  slow: 'no answer in time',
  ended: 'the service ended',
  unrecorded: 'an upstream is asked for what was not recorded',
  unstarted: 'the service did not start once more',
  over: 'the others took all of the time',
};
const UNKNOWN = new Set<WhyMissed | undefined>(['late', 'unrecorded']);
/** Requests that are named. */
const NAMED = 3;

interface Missed {
  request: RecordedRequest | null;
  why: WhyMissed;
}

/** Gathers what was to be asked of one service and was not answered. */
export interface MissLog {
  /** @param request null: whichever would have been sent */
  add(request: RecordedRequest | null, why: WhyMissed): void;
  /** Why a request was missed last; undefined: it was not. */
  whyOf(request: RecordedRequest): WhyMissed | undefined;
  /** Whether it was missed for a reason that says nothing of the service: a busy machine, an upstream's call that was not recorded. */
  saysNothingOf(request: RecordedRequest): boolean;
  /** Null: all was answered. */
  unasked(): Unasked | null;
}

export function createMissLog(): MissLog {
  const missed: Missed[] = [];
  const whyOf = (request: RecordedRequest) => missed.findLast((one) => one.request === request)?.why;
  const because = (why: WhyMissed) => missed.filter((one) => one.why === why);
  return {
    add: (request, why) => void missed.push({ request, why }),
    whyOf,
    saysNothingOf: (request) => UNKNOWN.has(whyOf(request)),
    unasked() {
      if (missed.length === 0) return null;
      const whys = Object.keys(WORDS) as WhyMissed[];
      return {
        what: whys.flatMap((why) => {
          const all = because(why);
          return all.length === 0 ? [] : [`${count(all.length)} (${WORDS[why]})`];
        }),
        busy: [...new Set(because('late').map(nameOf))].slice(0, NAMED),
      };
    },
  };
}

/**
 * That a fix asks an upstream for what was not recorded, where the code before did not, completing "The fix newly …": what it answers
 * there is not compared, and a fix could ask on purpose.
 */
export function asksUnrecorded({ whyOf }: Pick<MissLog, 'whyOf'>, requests: RecordedRequest[]): string[] {
  const one = requests.find((request) => whyOf(request) === 'unrecorded');
  return one
    ? [
        `asks an upstream for what was not recorded at ${one.method} ${one.path}, so that its answer there is not compared`,
      ]
    : [];
}

const count = (number: number) => `${number} request${number === 1 ? '' : 's'}`;

const nameOf = ({ request }: Missed) => (request ? `${request.method} ${request.path}` : 'all requests');
