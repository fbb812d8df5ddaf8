import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import { copiesOf } from '../../replay/repeated.ts';
import type { Base, Job } from '../../tools.ts';
import type { FlowSample } from '../flow/flow-sample.ts';
import { learnFlows } from '../flow/learn-flows.ts';
import { otherFailures } from '../flow/other-failures.ts';
import { answeredTwice, askAll, askBeside, type Beside } from './ask-beside.ts';
import { askInTurn } from './ask-in-turn.ts';
import { lookBehind } from './behind.ts';
import { choose, refusalsIn } from './choose-good.ts';
import { guiltyParts, kinOf } from './kin.ts';
import type { Asked, Look } from './look.ts';
import { failsBesideRefusal, failsInOutage, failsOnPage, movedFailure, nonsenseOf } from './look-wrong.ts';
import type { MissLog } from './missed.ts';
import { failingRoutes } from './other-routes.ts';
import { rewrittenStatement } from './rewritten-statement.ts';
import { askTwin } from './twins.ts';
import { unprovenKey } from './unproven-key.ts';
import { failedCall, givenBody } from './upstream-bodies.ts';
import { variedRecording } from './vary-recording.ts';
import { wordsOf } from './words-of.ts';

/** How long an answer may take, in milliseconds of the service's own time; the good ones take a few. */
const ANSWER_MS = 1_500;

/**
 * Asks the unchanged service what is beside its failure: requests that differ in one value and that it answers well, and the
 * same failure with other values. Null where the failure is no request.
 * @param recorded how recorded good requests were answered
 * @param missed gathers what is not answered
 */
export async function lookNear(
  job: Job,
  base: Base,
  { recorded, missed }: { recorded: Promise<FlowSample[]>; missed: MissLog },
): Promise<NearAnswers | null> {
  const { recording = null, fault } = job.subject;
  const request = recording?.request;
  if (!request || fault.probe.kind !== 'http' || fault.probe.expect !== null) return null;
  const words = await wordsOf(job, base);
  const look: Look = { job, base, recording, request, words, recorded: recordedGood(job), missed };
  const beside = await askBeside(look);
  const chosen = choose(beside.all, beside.texts);
  const guilty = guiltyOf(beside, look);
  // Each in surroundings of its own.
  const [known, again, varied, moved, twin, repeated, unhurt, others, otherRoutes, samples] =
    await Promise.all([
      askKnown(look, chosen),
      askAgain(look, chosen),
      variedFailure(look),
      movedFailure(look),
      askTwin(look),
      askRepeated(look),
      askUnhurt(look),
      otherFailures(look),
      failingRoutes(
        look,
        beside.own?.sign ?? null,
        guilty.map(({ part }) => part),
      ),
      recorded,
    ]);
  return {
    good: answeredTwice(known?.again ?? [], again?.again ?? [], rewrittenStatement(recording)),
    ...learntFrom(beside, guilty, samples),
    ...{ others, ...otherRoutes, varied, moved, twin, repeated, unhurt, elsewhere: beside.elsewhere },
    upstreamBody: known?.upstreamBody ?? null,
    outage: again?.outage ?? null,
    unprovenKey: known?.key ?? null,
    failsOnPage: known?.failsOnPage ?? false,
    failsBesideRefusal: known?.failsBesideRefusal ?? false,
    behind: again?.behind ?? [],
  };
}

/** Asks for the chosen requests, and how the failing one is answered where an upstream answers otherwise. */
function askKnown(look: Look, chosen: Asked[]) {
  const { job, base, recording, words, recorded, missed } = look;
  return askInTurn(job, { base, worktree: base, recording, missed }, async (asking) => ({
    again: await askAll(asking, chosen),
    upstreamBody: await givenBody(asking, recording, words, job.subject.good ?? []),
    failsOnPage: await failsOnPage(asking, recording),
    failsBesideRefusal: await failsBesideRefusal(asking, recording),
    key: await unprovenKey(asking, recording, { words, good: recorded }),
  }));
}

/** Asks for the chosen requests once more, what follows good ones, and what a database that refuses everything leads to. */
function askAgain(look: Look, chosen: Asked[]) {
  const { job, base, recording, words, recorded, missed } = look;
  return askInTurn(job, { base, worktree: base, recording, missed }, async (asking) => {
    const again = await askAll(asking, chosen);
    const changing = [...recorded, ...again.filter(isSuccess).map((one) => one.request)];
    const behind = await lookBehind(asking, changing, words.paths);
    return { again, behind, outage: await failsInOutage(asking, again) };
  });
}

type Guilty = ReturnType<typeof guiltyParts>;

/** The values on which the failure depends. */
function guiltyOf({ all }: Beside, { request, recorded }: Look): Guilty {
  const taken = all.flatMap((one) => (one.answer && one.answer.status < 300 ? [one.request] : []));
  return guiltyParts(request, all, [...taken, ...recorded]);
}

/** What the answers beside the failure say about it, and about what good answers hold. */
function learntFrom({ all, own, texts }: Beside, guilty: Guilty, samples: FlowSample[]) {
  const sign = own?.sign ?? null;
  const edges = all.flatMap(({ answer, inner }) =>
    answer && answer.status < 300 && !inner ? answer.work.map(({ text, values }) => `${text} ${values}`) : [],
  );
  const good = sampled(all.filter(({ edge }) => !edge));
  return {
    flows: learnFlows([...good, ...samples], [...sampled(all), ...samples], samples),
    ...{ kin: kinOf(all, sign, guilty), failure: sign?.error ?? null, guilty },
    edges: [...new Set(edges)],
    nonsense: nonsenseOf(all),
    refusals: refusalsIn([...all, ...texts]),
  };
}

const isSuccess = ({ answer, edge }: Asked) => answer !== null && answer.status < 300 && !edge;

/** Of requests that got an answer: what flowed through it. */
const sampled = (asked: Asked[]): FlowSample[] =>
  asked.flatMap(({ request, answer }) =>
    answer ? [{ request, status: answer.status, body: answer.body, ...answer.flow }] : [],
  );

/** Good requests that are recorded, by the same method. */
function recordedGood({ subject }: Job): RecordedRequest[] {
  const method = subject.recording?.request?.method;
  return (subject.good ?? []).flatMap(({ request }) =>
    request && request.method === method ? [request] : [],
  );
}

/** With which status one of several requests alike is answered after another: by what that one has left, or by a refusal. */
async function askRepeated({ job, base, recording, request, missed }: Look): Promise<number | null> {
  if (copiesOf(recording) === 0) return null;
  const around = { base, worktree: base, recording, missed };
  const answer = await askInTurn(job, around, async ({ ask }) => {
    const first = await ask(request, ANSWER_MS);
    return first && first.status < 300 ? ask(request, ANSWER_MS) : null;
  });
  return answer?.status ?? null;
}

/** With which status a request that found nothing left of a pool is answered while there is some. */
async function askUnhurt({ job, base, recording, request, missed }: Look): Promise<number | null> {
  if (recording.kind !== 'exhaustion') return null;
  const around = { base, worktree: base, recording, missed };
  return (await askInTurn(job, around, ({ ask }) => ask(request, ANSWER_MS)))?.status ?? null;
}

async function variedFailure({ job, base, recording, words, missed }: Look): Promise<NearAnswers['varied']> {
  const varied = variedRecording(recording, words);
  const request = varied?.request;
  // A fix that does not ask a silent upstream is known by that.
  const failed = failedCall(recording);
  const isSilent = failed !== null && failed.status === null && failed.error === null;
  if (!varied || !request || isSilent) return null;
  const answer = await askInTurn(job, { base, worktree: base, recording: varied, missed }, ({ ask }) =>
    ask(request, ANSWER_MS),
  );
  return answer && answer.status < 500 ? null : varied;
}
