import type { NearAnswers, Reproduction } from '../../../domain/ports/prover.ts';
import type { RecordedRequest, Recording } from '../../../domain/recording.ts';
import { hadSucceeded } from '../../replay/had-answered.ts';
import { namingParts } from '../../replay/refused-input.ts';
import type { Job } from '../../tools.ts';
import { judgeData } from '../flow/judge-data.ts';
import { findAnyError } from './any-error.ts';
import { type AskAlone, type Asking, askInTurn, askingAlone } from './ask-in-turn.ts';
import { leavesUndone } from './behind.ts';
import type { CodeWords } from './code-words.ts';
import { compareGood } from './compare-good.ts';
import { leavesElsewhere } from './elsewhere.ts';
import { findTraces } from './find-traces.ts';
import { isSilentConflict } from './invented.ts';
import { isConstant } from './is-constant.ts';
import { judgeAnswer } from './judge-answer.ts';
import { judgeKin } from './judge-kin.ts';
import { judgeUpstreams } from './judge-upstreams.ts';
import type { Judged } from './judged.ts';
import { asksUnrecorded } from './missed.ts';
import { changesRoutes, leavesRoutes } from './other-routes.ts';
import { asksPastEdges } from './past-edges.ts';
import { findPasted } from './pasted-values.ts';
import { nameOf, partsOf, type RequestPart } from './request-parts.ts';
import { patternStatement, rewrittenStatement } from './rewritten-statement.ts';
import { told } from './told.ts';
import { differsFromTwin } from './twins.ts';
import { failedCall } from './upstream-bodies.ts';
import { wordsOf } from './words-of.ts';

/** How long an answer may take, in milliseconds of the service's own time. */
const ANSWER_MS = 4_000;
/** And that to the failing request: as long as one that hung. */
const SLOW_MS = 8_000;
const TOO_SLOW = `takes more than ${SLOW_MS / 1000} s for the failing request, too long to compare its answer with good ones`;
const NOT_AGAIN = 'the service started once, and does not start again';

export interface NearJudgement {
  /** Why the fix hides something, each a sentence. */
  wrong: string[];
  /** What nothing shows to be right, each completing "The fix newly …". */
  unsure: string[];
  /** Kinds of the statements that good requests still send. */
  work: Set<string>;
}

/** Asks a changed service what is beside the failure, and compares it with what the unchanged one did. */
export async function judgeNear(job: Job, judged: Judged): Promise<NearJudgement> {
  const { base, worktree, reproduction, status, missed } = judged;
  const { near } = reproduction;
  const { recording = null } = job.subject;
  const request = recording?.request;
  const judgement: NearJudgement = { wrong: [], unsure: [], work: new Set() };
  if (!near || !recording || !request || status === null) return judgement;
  const words = await wordsOf(job, base);
  const failing = { recording, request, near, status, words, recorded: recordedGood(job, reproduction) };
  const wrong = await askInTurn(job, { base, worktree, recording, missed }, (asking) =>
    judgeInTurn(asking, { failing, reproduction, judgement }),
  );
  judgement.wrong.push(...(wrong ?? [NOT_AGAIN]));
  const alone = askingAlone(job, { base, worktree, missed, paths: words.paths });
  for (const judge of [judgeVaried, judgeMoved, judgeData, judgeBehind]) {
    if (judgement.wrong.length === 0) judgement.wrong.push(...(await judge(job, judged, alone)));
  }
  if (judgement.wrong.length === 0) judgement.wrong.push(...(await changesRoutes(near, alone)));
  if (judgement.wrong.length > 0) return judgement;
  const others = [near.varied, near.moved, ...(near.others ?? [])].flatMap((one) => one?.request ?? []);
  judgement.unsure.push(...asksUnrecorded(missed, others), ...(await leavesRoutes(near, alone)));
  return judgement;
}

/** The failing request, what is known of it, and what it is answered now. */
interface Failing {
  recording: Recording;
  request: RecordedRequest;
  near: NearAnswers;
  status: number;
  words: CodeWords;
  recorded: ReturnType<typeof recordedGood>;
}

/** Asks one changed service for one request after another, until something is wrong. */
async function judgeInTurn(
  asking: Asking,
  {
    failing,
    reproduction,
    judgement,
  }: { failing: Failing; reproduction: Reproduction; judgement: NearJudgement },
): Promise<string[]> {
  const { recording, request, near, status, words, recorded } = failing;
  // Before any other request, which may leave there what hides the mistake.
  judgement.unsure.push(...(await leavesElsewhere(asking, near.elsewhere ?? [])));
  const different = await compareGood(asking, withoutNames(near, recording, reproduction), {
    ...{ judgement, rewritten: rewrittenStatement(recording), pattern: patternStatement(recording) },
  });
  if (different.length > 0) return different;
  const kin = await judgeKin(asking, { request, near, status });
  if (kin.wrong.length > 0) return kin.wrong;
  judgement.unsure.push(...kin.unsure);
  const answer = status < 300 ? await asking.ask(request, SLOW_MS) : null;
  if (status < 300 && !answer && asking.missed.whyOf(request) === 'slow') judgement.unsure.push(TOO_SLOW);
  const given = { recording, request, status, answer, reproduction, near, recorded, pieces: words.pieces };
  const { wrong, unsure } = judgeAnswer(given);
  if (wrong) return [wrong];
  judgement.unsure.push(...unsure);
  if (near.unprovenKey && status < 300) {
    return [
      `the request is answered with ${status}, although its ${near.unprovenKey} was never checked; others are turned away`,
    ];
  }
  const taken = status < 300 ? await takesNonsense(asking, near) : [];
  if (taken.length > 0) return taken;
  const found = [
    ...(status >= 400 && status < 500
      ? await findTraces(asking, { request, words, recording, refusals: near.good })
      : []),
    ...(await findPasted(asking, request, reproduction)),
  ];
  if (found.length > 0) return found;
  const upstream = await judgeUpstreams(asking, {
    ...{ request, near, reproduction },
    call: failedCall(recording),
    isLate: hadSucceeded(recording),
  });
  if (upstream.length > 0) return upstream;
  return findAnyError(asking, { request, status, outage: near.outage ?? null });
}

/** Where the failure is a name that the database does not know, another that is no column may be refused as well. */
function withoutNames(near: NearAnswers, recording: Recording, { schema }: Reproduction): NearAnswers {
  const parts = namingParts(recording);
  if (parts.length === 0) return near;
  const columns = new Set(schema.flatMap((table) => table.columns));
  const isKnown = (part: RequestPart) => !parts.includes(nameOf(part)) || columns.has(String(part.value));
  return { ...near, good: near.good.filter(({ request }) => partsOf(request).every(isKnown)) };
}

/** A text that means nothing is taken in a value without which the request is refused. */
async function takesNonsense({ ask }: Asking, { nonsense = [] }: NearAnswers): Promise<string[]> {
  for (const request of nonsense) {
    const answer = await ask(request, ANSWER_MS);
    if (!answer || answer.status >= 300) continue;
    return [
      `${request.method} ${request.path}${told(request)} is answered with ${answer.status}, though it means nothing and failed before`,
    ];
  }
  return [];
}

/** Recorded good requests with their answers. */
function recordedGood({ subject }: Job, { good = [] }: Reproduction) {
  return good.flatMap(({ key, first }) => {
    const request = subject.good?.find((one) => one.key === key)?.request;
    return request ? [{ request, ...first }] : [];
  });
}

/** A success must be followed by what follows good ones. */
async function judgeBehind(job: Job, { reproduction, status }: Judged, alone: AskAlone): Promise<string[]> {
  const { recording } = job.subject;
  const answer = recording && status !== null && status < 300 ? await alone(recording) : null;
  if (!answer || answer.status >= 300) return [];
  const twin = reproduction.near?.twin;
  const differs = twin ? differsFromTwin(answer, twin) : null;
  if (differs) return [differs];
  if (!answer.looks) return [];
  const undone = leavesUndone(answer.body, answer.looks, reproduction.near?.behind ?? []);
  return undone === null ? [] : [undone];
}

/** With a good element before the others of a list, the failure must be gone in the same way. */
async function judgeMoved(
  _: Job,
  { reproduction, status, missed }: Judged,
  alone: AskAlone,
): Promise<string[]> {
  const moved = reproduction.near?.moved;
  if (!moved?.request || status === null) return [];
  const answer = await alone(moved);
  if (answer && Math.floor(answer.status / 100) === Math.floor(status / 100)) return [];
  if (!answer && missed.saysNothingOf(moved.request)) return [];
  return [
    `with a good element before it in its list the request is answered with ${answer?.status ?? 'nothing'}, the recorded one with ${status}`,
  ];
}

/** The failure with other values must be gone in the same way. */
async function judgeVaried(
  job: Job,
  { reproduction, status, body, missed }: Judged,
  alone: AskAlone,
): Promise<string[]> {
  const { near } = reproduction;
  const varied = near?.varied;
  const request = varied?.request;
  if (!near || !varied || !request || status === null) return [];
  const answer = await alone(varied);
  const what = `the same request with other values, ${request.method} ${request.path}${told(request)},`;
  if (!answer) return missed.saysNothingOf(request) ? [] : [`${what} is not answered`];
  if (Math.floor(answer.status / 100) !== Math.floor(status / 100)) {
    return [`${what} is answered with ${answer.status}, the recorded one with ${status}`];
  }
  const recorded = { request: job.subject.recording?.request ?? request, body };
  if (isConstant(near, reproduction, { recorded, varied: { ...answer, request } }))
    return [`${what} gets the very answer of the recorded one, which depends on those values elsewhere`];
  const silent = isSilentConflict(reproduction, answer);
  if (silent) return [silent];
  const past = asksPastEdges({ near, reproduction, recording: job.subject.recording }, answer);
  return past ? [`${what} ${past}`] : [];
}
