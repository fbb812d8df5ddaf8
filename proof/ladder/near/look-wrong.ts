import type { RecordedRequest, Recording } from '../../../domain/recording.ts';
import { type Asking, askInTurn } from './ask-in-turn.ts';
import type { Asked, Look } from './look.ts';
import { withUpstreams } from './scripted-upstream.ts';
import { movedRecording } from './vary-recording.ts';

const ANSWER_MS = 1_500;
/** Requests with a text that means nothing, at most. */
const MOST_NONSENSE = 3;
/** What a proxy answers in place of an upstream. */
export const PAGE = { status: 200, body: '<h1>maintenance</h1>', type: 'text/html' };

/**
 * Requests that fail with a text that means nothing, in a value without which they are refused and with another succeed: there
 * a success takes nonsense for something. And one whose body is no JSON.
 */
export function nonsenseOf(asked: Asked[]): RecordedRequest[] {
  // Those beside a good request do not show which value the failure depends on.
  const own = asked.filter(({ beside }) => !beside);
  const found = own.filter(({ part, now, answer }) => {
    if (now !== 'nonsense' || !answer || answer.status < 500) return false;
    const others = own.filter((one) => one.part === part && !one.edge);
    const absent = others.find((one) => one.now === 'absent')?.answer?.status ?? 0;
    return absent >= 400 && absent < 500 && others.some((one) => (one.answer?.status ?? 500) < 300);
  });
  const unreadable = own.filter(({ now, answer }) => now === 'unreadable' && (answer?.status ?? 0) >= 500);
  return [...unreadable, ...found].slice(0, MOST_NONSENSE).map(({ request }) => request);
}

/** A good request with work that fails while the database refuses everything; null without such a request. */
export async function failsInOutage({ stage, ask }: Asking, good: Asked[]): Promise<RecordedRequest | null> {
  const witness = stage.database?.witness;
  const one = good.find(({ answer }) => answer && answer.status < 300 && answer.work.length > 0);
  if (!witness || !one) return null;
  witness.refuse(true);
  try {
    const before = witness.refused();
    const answer = await ask(one.request, ANSWER_MS);
    // What a cache answers by now fails for another reason.
    return answer && answer.status >= 500 && witness.refused() > before ? one.request : null;
  } finally {
    witness.refuse(false);
  }
}

/**
 * Whether the failing request, whose upstream gave no data, fails as well where it answers with a page. Where it gave data, some clients
 * make a text of a page, of which a right fix reads as little as of data without a property.
 */
export async function failsOnPage({ stage, ask }: Asking, { request, steps }: Recording): Promise<boolean> {
  const isWithout = steps.some(
    (step) => step.kind === 'http' && typeof (step.responseBody ?? '') === 'string',
  );
  if (!request || !isWithout) return false;
  const answer = await withUpstreams(stage, PAGE, () => ask(request, ANSWER_MS));
  return answer !== null && answer.status >= 500;
}

/** An upstream that fails by any measure, in place of one that refused. */
export const FAILING = { status: 503, body: { error: 'unavailable' } };

/** Whether the failing request, whose upstream only refused it with a 4xx, fails as well where that upstream fails. */
export async function failsBesideRefusal(
  { stage, ask }: Asking,
  { request, steps }: Recording,
): Promise<boolean> {
  const calls = steps.filter((step) => step.kind === 'http');
  const isRefused = ({ status }: { status: number | null }) =>
    status !== null && status >= 400 && status < 500;
  if (!request || calls.length === 0 || !calls.every(isRefused)) return false;
  const answer = await withUpstreams(stage, FAILING, () => ask(request, ANSWER_MS));
  return answer !== null && answer.status >= 500;
}

/** The failure with a good element before those of a list, if it fails so. */
export async function movedFailure({ job, base, recording, missed }: Look): Promise<Recording | null> {
  const good = (job.subject.good ?? []).flatMap((one) => one.request ?? []);
  const moved = movedRecording(recording, good);
  const request = moved?.request;
  if (!moved || !request) return null;
  const answer = await askInTurn(job, { base, worktree: base, recording: moved, missed }, ({ ask }) =>
    ask(request, ANSWER_MS),
  );
  return answer && answer.status >= 500 ? moved : null;
}
