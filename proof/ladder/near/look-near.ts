import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import type { Base, Job } from '../../tools.ts';
import type { FlowSample } from '../flow/flow-sample.ts';
import { learnFlows } from '../flow/learn-flows.ts';
import { otherFailures } from '../flow/other-failures.ts';
import { type Asking, askInTurn } from './ask-in-turn.ts';
import { lookBehind } from './behind.ts';
import { choose, refusalsIn } from './choose-good.ts';
import { type CodeWords, codeWords } from './code-words.ts';
import { handedOut } from './handed-out.ts';
import { guiltyParts, kinOf } from './kin.ts';
import {
  type Asked,
  failsBesideRefusal,
  failsInOutage,
  failsOnPage,
  movedFailure,
  nonsenseOf,
} from './look-wrong.ts';
import { besideInShape, inTurn, type NearRequest, nearRequests } from './near-requests.ts';
import { otherTexts } from './other-texts.ts';
import { askTwin } from './twins.ts';
import { unprovenKey } from './unproven-key.ts';
import { failedCall, givenBody } from './upstream-bodies.ts';
import { variedRecording } from './vary-recording.ts';

/** Requests beside a good one. */
const MOST_BESIDE = 20;
/** How long an answer may take, in milliseconds; the good ones take a few. */
const ANSWER_MS = 1_500;
/** How long all of it may take, in milliseconds. */
const ALL_MS = 12_000;

/** The words of the files that a fix of the fault may change. */
export async function wordsOf({ subject }: Job, { folder }: Base): Promise<CodeWords> {
  const read = subject.fault.allowedFiles.map(async (path) => ({
    path,
    text: await readFile(join(folder, path), 'utf8').catch(() => ''),
  }));
  return codeWords(await Promise.all(read));
}

/**
 * Asks the unchanged service what is beside its failure: requests that differ in one value and that it answers well, and the
 * same failure with other values. Null where the failure is no request.
 * @param recorded how recorded good requests were answered
 */
export async function lookNear(
  job: Job,
  base: Base,
  recorded: Promise<FlowSample[]>,
): Promise<NearAnswers | null> {
  const { recording = null, fault } = job.subject;
  const request = recording?.request;
  if (!request || fault.probe.kind !== 'http' || fault.probe.expect !== null) return null;
  const words = await wordsOf(job, base);
  const asked = nearRequests(request, words);
  const around = { base, worktree: base, recording };
  const looked = await askInTurn(job, around, async (asking) => {
    const near = await askAll(asking, asked);
    const handed = await askAll(asking, handedOut(near, request));
    const beside = besideGood(near, words, { failing: request, recorded: recordedGood(job) });
    const all = [...near, ...handed, ...(await askAll(asking, beside))];
    const own = await asking.ask(request, ANSWER_MS);
    return { all, own, texts: await askAll(asking, otherTexts(recording, words)) };
  });
  const first = looked?.all ?? [];
  const texts = looked?.texts ?? [];
  const sign = looked?.own?.sign ?? null;
  const chosen = choose(first, texts);
  // Each in surroundings of its own.
  const [known, third, varied, moved, twin, others, samples] = await Promise.all([
    askInTurn(job, around, async (asking) => {
      const again = await askAll(asking, chosen);
      const upstreamBody = await givenBody(asking, recording, words, job.subject.good ?? []);
      return {
        ...{ again, upstreamBody },
        failsOnPage: await failsOnPage(asking, recording),
        failsBesideRefusal: await failsBesideRefusal(asking, recording),
        key: await unprovenKey(asking, recording, { words, good: recordedGood(job) }),
      };
    }),
    askInTurn(job, around, async (asking) => {
      const again = await askAll(asking, chosen);
      const changing = [...recordedGood(job), ...again.filter(isSuccess).map((one) => one.request)];
      const behind = await lookBehind(asking, changing, words.paths);
      return { again, behind, outage: await failsInOutage(asking, again) };
    }),
    variedFailure(job, base, words),
    movedFailure(job, base),
    askTwin(job, base, recording),
    otherFailures(job, base, words),
    recorded,
  ]);
  const good = sampled(first.filter(({ edge }) => !edge));
  // What one of them failed at and left half done, the next ones may be refused for.
  const failed = [...(known?.again ?? []), ...(third?.again ?? [])].filter(
    (one) => (one.answer?.status ?? 0) >= 500,
  );
  const unsteady = new Set(failed.flatMap(({ part }) => part ?? []));
  const kept = (known?.again ?? []).flatMap(({ answer, edge, strange, part, request: one }, index) => {
    const other = third?.again[index]?.answer;
    // What failed in the end was answered before by what an earlier request had left.
    if (edge || !answer || answer.status >= 500 || answer.status !== other?.status) return [];
    if (answer.status >= 400 && unsteady.has(part ?? '')) return [];
    // What differs between two runs, such as a moment, says nothing.
    const work = answer.work.map((work, at) => ({
      ...work,
      values: work.values === other.work[at]?.values ? work.values : '',
    }));
    const { status, body } = answer;
    return [{ request: one, status, body, again: other.body, work, ...(strange && { strange }) }];
  });
  const taken = first.flatMap(({ request: one, answer }) => (answer && answer.status < 300 ? [one] : []));
  const guilty = guiltyParts(request, first, [...taken, ...recordedGood(job)]);
  const edges = first.flatMap(({ answer, inner }) =>
    answer && answer.status < 300 && !inner ? answer.work.map(({ text, values }) => `${text} ${values}`) : [],
  );
  return {
    good: kept,
    flows: learnFlows([...good, ...samples], [...sampled(first), ...samples], samples),
    others,
    ...{ kin: kinOf(first, sign, guilty), failure: sign?.error ?? null, guilty },
    edges: [...new Set(edges)],
    varied,
    upstreamBody: known?.upstreamBody ?? null,
    nonsense: nonsenseOf(first),
    outage: third?.outage ?? null,
    unprovenKey: known?.key ?? null,
    failsOnPage: known?.failsOnPage ?? false,
    failsBesideRefusal: known?.failsBesideRefusal ?? false,
    ...{ moved, twin },
    ...{ refusals: refusalsIn([...first, ...texts]), behind: third?.behind ?? [] },
  };
}

const isSuccess = ({ answer, edge }: Asked) => answer !== null && answer.status < 300 && !edge;

/** Of requests that got an answer: what flowed through it. */
const sampled = (asked: Asked[]): FlowSample[] =>
  asked.flatMap(({ request, answer }) =>
    answer ? [{ request, status: answer.status, body: answer.body, ...answer.flow }] : [],
  );

async function askAll({ ask }: Asking, requests: NearRequest[]): Promise<Asked[]> {
  const until = performance.now() + ALL_MS;
  const found: Asked[] = [];
  for (const one of requests) {
    if (performance.now() > until) break;
    found.push({ ...one, answer: await ask(one.request, ANSWER_MS) });
  }
  return found;
}

/** Where one value alone makes the request fail, the others are looked at beside one with which it does not. */
function besideGood(
  near: Asked[],
  words: CodeWords,
  { failing, recorded }: { failing: RecordedRequest; recorded: RecordedRequest[] },
): NearRequest[] {
  const good = near.find(({ answer, edge }) => answer && answer.status < 300 && !edge);
  const request = good?.request ?? recorded[0];
  if (!request) return [];
  const known = new Set(near.map((one) => JSON.stringify(one.request)));
  return inTurn([...besideInShape(request, failing), ...nearRequests(request, words)])
    .filter(({ request, edge }) => !edge && !known.has(JSON.stringify(request)))
    .map((one) => ({ ...one, inner: true, beside: true }))
    .slice(0, MOST_BESIDE);
}

/** Good requests that are recorded, by the same method. */
function recordedGood({ subject }: Job): RecordedRequest[] {
  const method = subject.recording?.request?.method;
  return (subject.good ?? []).flatMap(({ request }) =>
    request && request.method === method ? [request] : [],
  );
}

async function variedFailure(job: Job, base: Base, words: CodeWords): Promise<NearAnswers['varied']> {
  const { recording } = job.subject;
  const varied = recording ? variedRecording(recording, words) : null;
  const request = varied?.request;
  // A fix that does not ask a silent upstream is known by that.
  const failed = failedCall(recording);
  const isSilent = failed !== null && failed.status === null && failed.error === null;
  if (!varied || !request || isSilent) return null;
  const answer = await askInTurn(job, { base, worktree: base, recording: varied }, ({ ask }) =>
    ask(request, ANSWER_MS),
  );
  return answer && answer.status < 500 ? null : varied;
}
