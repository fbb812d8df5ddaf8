import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import { type Asking, askInTurn, type NearAnswer } from './ask-in-turn.ts';
import { failsElsewhere } from './elsewhere.ts';
import { handedOut } from './handed-out.ts';
import type { Asked, Look } from './look.ts';
import { besideInShape, inTurn, type NearRequest, nearRequests } from './near-requests.ts';
import { otherTexts } from './other-texts.ts';
import { shownRequests } from './shown-requests.ts';

/** Requests beside a good one. */
const MOST_BESIDE = 20;
/** How long an answer may take, in milliseconds of the service's own time; the good ones take a few. */
const ANSWER_MS = 1_500;
/** How long those that are alike may take together. */
const ALL_MS = 12_000;

/** What the unchanged service answered beside its failure. */
export interface Beside {
  all: Asked[];
  /** To the failing request itself. */
  own: NearAnswer | null;
  /** To requests with other texts that may be as good. */
  texts: Asked[];
  /** Requests to other addresses that fail with a text of the failing one. */
  elsewhere: RecordedRequest[];
}

/** Asks the unchanged service for requests that differ from the failing one in one value, one after another. */
export async function askBeside(look: Look): Promise<Beside> {
  const { job, base, recording, request, words, missed } = look;
  const around = { base, worktree: base, recording, missed };
  const shown = await shownRequests(look);
  const looked = await askInTurn(job, around, async (asking) => {
    const ask = (requests: NearRequest[]) => askAll(asking, requests);
    const near = await ask([...shown, ...nearRequests(request, words)]);
    const handed = await ask(handedOut(near, request));
    const all = [...near, ...handed, ...(await ask(besideGood(near, look)))];
    const own = await asking.ask(request, ANSWER_MS);
    const texts = await ask(otherTexts(recording, words));
    return { all, own, texts, elsewhere: await failsElsewhere(asking, request, words) };
  });
  return looked ?? { all: [], own: null, texts: [], elsewhere: [] };
}

/** Asks for requests in their order, as long as they take no more than all of them may. */
export async function askAll(asking: Asking, requests: NearRequest[]): Promise<Asked[]> {
  const until = asking.spentMs() + ALL_MS;
  const found: Asked[] = [];
  for (const one of requests) {
    if (asking.spentMs() > until) asking.missed.add(one.request, 'over');
    else found.push({ ...one, answer: await asking.ask(one.request, ANSWER_MS) });
  }
  return found;
}

/** Where one value alone makes the request fail, the others are looked at beside one with which it does not. */
function besideGood(near: Asked[], { words, request: failing, recorded }: Look): NearRequest[] {
  const good = near.find(({ answer, edge }) => answer && answer.status < 300 && !edge);
  const request = good?.request ?? recorded[0];
  if (!request) return [];
  const known = new Set(near.map((one) => JSON.stringify(one.request)));
  return inTurn([...besideInShape(request, failing), ...nearRequests(request, words)])
    .filter(({ request, edge }) => !edge && !known.has(JSON.stringify(request)))
    .map((one) => ({ ...one, inner: true, beside: true }))
    .slice(0, MOST_BESIDE);
}

/**
 * Good requests that are kept where two runs from fresh surroundings answer them alike.
 * @param rewritten a statement that a fix may write in another way, by its digest: then what was bound is kept as well
 */
export function answeredTwice(once: Asked[], twice: Asked[], rewritten: string | null): NearAnswers['good'] {
  // What one of them failed at and left half done, the next ones may be refused for.
  const failed = [...once, ...twice].filter((one) => (one.answer?.status ?? 0) >= 500);
  const unsteady = new Set(failed.flatMap(({ part }) => part ?? []));
  // What is not compared may have taken the next number of a sequence.
  let before: RecordedRequest[] = [];
  return once.flatMap(({ answer, edge, strange, part, request }, index) => {
    const other = twice[index]?.answer;
    // What failed in the end was answered before by what an earlier request had left.
    const isLost = edge || !answer || answer.status >= 500 || answer.status !== other?.status;
    if (isLost || (answer.status >= 400 && unsteady.has(part ?? ''))) {
      before.push(request);
      return [];
    }
    const earlier = before;
    before = [];
    // What differs between two runs, such as a moment, says nothing.
    const work = answer.work.map((work, at) => ({
      ...work,
      values: work.values === other.work[at]?.values ? work.values : '',
      ...(rewritten !== null && { bound: answer.bound[at] ?? [] }),
    }));
    const { status, body } = answer;
    return [
      {
        ...{ request, status, body, again: other.body, work },
        ...(strange && { strange }),
        ...(earlier.length > 0 && { before: earlier }),
      },
    ];
  });
}
