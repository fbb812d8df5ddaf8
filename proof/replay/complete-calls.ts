import type { ProofSubject } from '../../domain/ports/prover.ts';
import type { HttpStep, Recording } from '../../domain/recording.ts';

/** A call that was given up sooner had no time to be answered, in milliseconds: the request ended for another reason meanwhile. */
const YOUNG_MS = 1_000;

export interface CompletedRecording {
  recording: Recording;
  /** Requests to upstreams whose own answer is not recorded, and that are given the one of another address, each a sentence. */
  assumed: string[];
}

/**
 * Gives calls that were still under way when a request failed an answer: the one that the same address gave to a good request, else that of
 * an address which differs in one piece. An upstream that was waited for in vain stays silent.
 */
export function completeCalls(recording: Recording, good: Recording[]): CompletedRecording {
  const assumed: string[] = [];
  if (recording.kind === 'hang') return { recording, assumed };
  const answered = [recording, ...good].flatMap(({ steps }) =>
    steps.filter(
      (step): step is HttpStep => step.kind === 'http' && step.status !== null && step.error === null,
    ),
  );
  const steps = recording.steps.map((step) => {
    if (step.kind !== 'http' || step.status !== null || step.error !== null || step.took >= YOUNG_MS)
      return step;
    const alike = answered.filter(({ method }) => method === step.method);
    const same = alike.find(({ url }) => url === step.url);
    const other = same ?? alike.find(({ url, status }) => Number(status) < 300 && isBeside(url, step.url));
    if (!other) return step;
    if (!same) assumed.push(`${step.method} ${step.url} is taken to answer as ${other.url} did`);
    const { status, responseHeaders, responseBody } = other;
    return { ...step, status, responseHeaders, responseBody };
  });
  return { recording: { ...recording, steps }, assumed };
}

/** Whether requests of other callers are recorded that came before the failure. */
export function hasOthers({ recording }: ProofSubject): boolean {
  return recording?.before.some(({ byOther }) => byOther) ?? false;
}

/**
 * The subject of a proof with the calls of its recording completed, and without what a sandbox has nothing for.
 * @param behindOthers whether requests of other callers are replayed before the one that failed
 */
export function completeSubject(subject: ProofSubject, behindOthers: boolean): ProofSubject {
  const { recording, good, further } = subject;
  if (!recording) return subject;
  const own = (one: Recording) =>
    behindOthers ? one : { ...one, before: one.before.filter(({ byOther }) => !byOther) };
  const complete = (one: Recording) => withoutMysql(completeCalls(own(one), good ?? []).recording);
  return {
    ...{ ...subject, recording: complete(recording) },
    ...(good && { good: good.map(withoutMysql) }),
    ...(further && { further: further.map(complete) }),
  };
}

/** A recording without the statements that went to MySQL: their rows are none of the database of a sandbox. */
function withoutMysql(recording: Recording): Recording {
  const isReplayed = (step: Recording['steps'][number]) => step.kind !== 'sql' || step.database !== 'mysql';
  return {
    ...recording,
    steps: recording.steps.filter(isReplayed),
    before: recording.before.map((one) => ({ ...one, steps: one.steps.filter(isReplayed) })),
  };
}

/** Whether two addresses differ in one piece of their paths. */
function isBeside(one: string, other: string): boolean {
  const [pieces, others] = [one, other].map((url) => (url.split('?')[0] ?? '').split('/'));
  if (!pieces || pieces.length !== others?.length) return false;
  const differing = pieces.flatMap((piece, at) => (piece === others[at] ? [] : [at]));
  // Before the third slash is the host, where it is not a variable.
  return differing.length === 1 && (differing[0] ?? 0) > (one.includes('://') ? 2 : 0);
}
