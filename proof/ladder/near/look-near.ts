import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import type { Base, Job } from '../../tools.ts';
import type { FlowSample } from '../flow/flow-sample.ts';
import { learnFlows } from '../flow/learn-flows.ts';
import { otherFailures } from '../flow/other-failures.ts';
import { type Asking, askInTurn } from './ask-in-turn.ts';
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
import { partsOf } from './request-parts.ts';
import { unprovenKey } from './unproven-key.ts';
import { failedCall, givenBody } from './upstream-bodies.ts';
import { variedRecording } from './vary-recording.ts';

/** Requests that are kept: each is sent again to each candidate. */
const MOST_GOOD = 18;
/** Of them, those that are refused. */
const MOST_REFUSED = 4;
/** Requests beside a good one. */
const MOST_BESIDE = 20;
/** How long an answer may take, in milliseconds; the good ones take a few. */
const ANSWER_MS = 1_500;
/** How long all of it may take, in milliseconds. */
const ALL_MS = 12_000;
/** Longest body of an answer that is compared, in characters. */
const BODY = 4_000;

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
    return { all, own: await asking.ask(request, ANSWER_MS) };
  });
  const first = looked?.all ?? [];
  const sign = looked?.own?.sign ?? null;
  const chosen = choose(first);
  // Each in surroundings of its own.
  const [known, third, varied, moved, others, samples] = await Promise.all([
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
      return { again, outage: await failsInOutage(asking, again) };
    }),
    variedFailure(job, base, words),
    movedFailure(job, base),
    otherFailures(job, base, words),
    recorded,
  ]);
  const good = sampled(first.filter(({ edge }) => !edge));
  const kept = (known?.again ?? []).flatMap(({ answer, edge, strange, request: one }, index) => {
    const other = third?.again[index]?.answer;
    if (edge || !answer || answer.status !== other?.status) return [];
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
    moved,
  };
}

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

/** Good requests, those that differ in what they are answered or do before others; then some that are refused. */
function choose(all: Asked[]): Asked[] {
  const small = all.filter(
    ({ answer, edge }) => answer && !edge && (JSON.stringify(answer.body)?.length ?? 0) <= BODY,
  );
  const good = small.filter(({ answer }) => answer && answer.status < 400);
  const refused = small.filter(({ answer }) => answer && answer.status >= 400 && answer.status < 500);
  const kept = refused.filter(({ keep }) => keep);
  const turnedAway = [...new Set([...kept, ...distinct(refused)])].slice(0, MOST_REFUSED);
  // A limit on how long a value may be shows at the longest alone.
  const longest = [...good].sort((one, other) => lengthOf(other) - lengthOf(one)).slice(0, 1);
  const answered = [...new Set([...longest, ...distinct(good)])];
  const chosen = [...answered.slice(0, MOST_GOOD - turnedAway.length), ...turnedAway];
  // In the order in which they were sent: what one leaves behind may show in the next. What a fix may refuse is the last.
  const ordered = small.filter((one) => chosen.includes(one));
  return [...ordered.filter(({ strange }) => !strange), ...ordered.filter(({ strange }) => strange)];
}

const lengthOf = ({ request }: NearRequest) => JSON.stringify(request).length;

function distinct(list: Asked[]): Asked[] {
  const seen = new Set<string>();
  const news: Asked[] = [];
  const others: Asked[] = [];
  for (const one of list) {
    const types = partsOf(one.request).map(({ value }) => typeof value);
    const key = JSON.stringify([one.answer?.status, one.answer?.body, one.answer?.work, types]);
    (seen.has(key) ? others : news).push(one);
    seen.add(key);
  }
  return [...news, ...others];
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
