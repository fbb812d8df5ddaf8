import { isDeepStrictEqual } from 'node:util';
import { recordedProbe } from '../../domain/discovered-fault.ts';
import type { GoodAnswer, LeftBehind } from '../../domain/ports/prover.ts';
import type { RecordedRequest, Recording } from '../../domain/recording.ts';
import { type Seen, seenBetween } from '../observe.ts';
import { ownTime } from '../own-time.ts';
import { askProbe } from '../probe-http.ts';
import { fillDeep } from '../replay/fill-environment.ts';
import { recordedTime } from '../replay/recorded-time.ts';
import { kindOf } from '../side-effects.ts';
import { openStage, type Stage } from '../stage.ts';
import { type RunningService, StartFailure, startService } from '../start-service.ts';
import type { Base, Job } from '../tools.ts';
import { isTrace } from '../trace-in-answer.ts';
import type { Worktree } from '../worktree.ts';
import { type FlowSample, flowOf } from './flow/flow-sample.ts';
import { boundIn, carriedBy, countsOf, leavesOther, rewrittenHeaders } from './left-behind.ts';
import type { MissLog } from './near/missed.ts';
import { patternStatement, rewrittenStatement } from './near/rewritten-statement.ts';
import { wordsOf } from './near/words-of.ts';
import { isSameBody } from './same-text.ts';

/** Good requests that are replayed: each costs a start of the service. */
const MOST = 3;
/** How long one may take, in milliseconds of the service's own time. */
const ANSWER_MS = 10_000;
/** How long the service may live for it; it is stopped as soon as it is answered. */
const LIFE_MS = 300_000;

/** Addresses at which is looked after a request, and how long each may take, in milliseconds. */
const MOST_LOOKS = 6;
const LOOK_MS = 1_500;

/** What a fix newly does that writes good answers in other letters. */
export const OTHER_ESCAPES = 'writes texts of good answers with other escapes, which say the same';

type Answer = GoodAnswer['first'];

/**
 * What the unchanged service answers to recorded good requests, asked twice: what differs between the two is noise. A request
 * that it does not answer well says nothing, and is left out.
 * @param missed gathers those that it does not answer
 */
export async function goodAnswers(
  job: Job,
  base: Base,
  missed: MissLog,
): Promise<{ answers: GoodAnswer[]; samples: FlowSample[] }> {
  const answers: GoodAnswer[] = [];
  const samples: FlowSample[] = [];
  for (const recording of (job.subject.good ?? []).slice(0, MOST)) {
    const first = await answerTo(job, { base, worktree: base, missed }, recording);
    if (!first || first.answer.status >= 500) continue;
    samples.push({ ...first.answer, ...first.sample });
    const second = await answerTo(job, { base, worktree: base, missed }, recording);
    if (second) answers.push({ key: recording.key, first: first.answer, second: second.answer });
  }
  return { answers, samples };
}

/** What recorded good requests show of a changed service. */
export interface GoodJudgement {
  /** How it answers those requests in another way, each a sentence; empty: alike. */
  different: string[];
  /** What it writes in other letters that say the same, each completing "The fix newly …". */
  rewritten: string[];
  /** Kinds of the statements that it sends for them. */
  work: string[];
}

/** Asks a changed service for the recorded good requests. */
export async function judgeGood(
  job: Job,
  { known, ...around }: AskedOf & { known: GoodAnswer[] },
): Promise<GoodJudgement> {
  const found: string[] = [];
  const rewritten = new Set<string>();
  const work = new Set<string>();
  for (const { key, first, second } of known) {
    const recording = job.subject.good?.find((one) => one.key === key);
    if (!recording?.request) continue;
    const given = await answerTo(job, around, recording);
    const answer = given?.answer;
    for (const kind of given?.work ?? []) work.add(kind);
    const what = `the good request ${recording.request.method} ${recording.request.path}`;
    if (!answer) found.push(`${what} is not answered any more`);
    else if (first.status === second.status && answer.status !== first.status) {
      found.push(`${what} is answered with ${answer.status}, before with ${first.status}`);
    } else {
      const place = differs(first.body, second.body, answer.body, 'the body');
      if (place && isSameBody(first.body, answer.body)) rewritten.add(OTHER_ESCAPES);
      else if (place) found.push(`${what} is answered differently at ${place}`);
      if (!first.left || !second.left || !answer.left) continue;
      const other = leavesOther(first.left, second.left, answer.left);
      if (other) found.push(`${what} ${other}`);
      for (const name of rewrittenHeaders(first.left, second.left, answer.left)) {
        rewritten.add(`writes the header ${name} of good answers with other escapes, which say the same`);
      }
    }
  }
  return { different: found, rewritten: [...rewritten], work: [...work] };
}

/** Where a value differs from two earlier ones that agree there; null: nowhere. */
export function differs(first: unknown, second: unknown, now: unknown, place: string): string | null {
  if (isDeepStrictEqual(first, now) || isDeepStrictEqual(second, now)) return null;
  if (!isObject(first) || !isObject(second) || !isObject(now)) {
    return isDeepStrictEqual(first, second) ? place : null;
  }
  if (Array.isArray(first) && Array.isArray(second) && Array.isArray(now)) {
    if (first.length === second.length && now.length !== first.length) return `${place}, its length`;
  }
  for (const name of new Set([...Object.keys(first), ...Object.keys(now)])) {
    // Each change of a file moves the lines that a stack names.
    if (isTrace(first[name]) && isTrace(now[name])) continue;
    const found = differs(first[name], second[name], now[name], `${place}.${name}`);
    if (found) return found;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

interface Behind {
  service: RunningService;
  stage: Stage;
  /** Addresses that may show what a request left. */
  looks: string[];
  /** What was seen during the request. */
  seen: Seen;
  missed: MissLog;
  signal: AbortSignal;
}

/** What a service shows after a request that may have changed something, or asks for the same one again. */
async function lookBehind(
  request: RecordedRequest,
  { service, stage, looks, seen, missed, signal: stopped }: Behind,
): Promise<Pick<LeftBehind, 'after' | 'once' | 'again'>> {
  const once = countsOf(seen);
  const after: LeftBehind['after'] = {};
  const get = async (one: RecordedRequest) => {
    const probe = recordedProbe(null, fillDeep(one, service.variables));
    const time = ownTime(LOOK_MS, service);
    const signal = AbortSignal.any([stopped, time.signal]);
    const answer = await askProbe(probe, service, { marked: false, signal }).catch(() => null);
    time.clear();
    if (time.isLate()) missed.add(one, 'late');
    return answer;
  };
  if (request.method === 'GET') {
    const since = performance.now();
    const answer = Object.keys(once).length > 0 ? await get(request) : null;
    return { after, once, again: answer ? countsOf(seenBetween(stage, since)) : {} };
  }
  for (const path of new Set([request.path.split('?')[0] ?? '/', ...looks])) {
    const answer = await get({ ...request, method: 'GET', path, body: undefined });
    if (answer && answer.status < 300) after[path] = answer.body;
  }
  return { after, once, again: {} };
}

/** Whom recorded requests are sent to. */
interface AskedOf {
  base: Base;
  worktree: Worktree;
  missed: MissLog;
}

/** Null: no answer in time, or the service ended; the log says which. */
async function answerTo(
  job: Job,
  { base, worktree, missed }: AskedOf,
  recording: Recording,
): Promise<{ answer: Answer; sample: Omit<FlowSample, 'status' | 'body'>; work: string[] } | null> {
  const { request } = recording;
  if (!request) return null;
  const { signal } = job;
  const at = recordedTime(recording);
  const looks = (await wordsOf(job, base)).paths.slice(0, MOST_LOOKS);
  const stage = await openStage(job, { base, groups: 1, recording, at, eager: () => false });
  try {
    const [group] = stage.groups;
    if (!group) return null;
    const service = await startService(job, { worktree, stage, group, timeMs: LIFE_MS, signal });
    const time = ownTime(ANSWER_MS, service);
    try {
      const probe = recordedProbe(null, fillDeep(request, service.variables));
      const until = AbortSignal.any([signal, time.signal]);
      const since = performance.now();
      const { headers, ...answer } = await askProbe(probe, service, { marked: false, signal: until });
      time.clear();
      const seen = seenBetween(stage, since);
      const left = {
        ...carriedBy(headers),
        bound: boundIn(seen, {
          rewritten: rewrittenStatement(job.subject.recording),
          pattern: worktree === base ? null : patternStatement(job.subject.recording),
        }),
        ...(await lookBehind(request, { service, stage, looks, seen, missed, signal })),
      };
      const done = seen.statements.filter(({ outcome }) => outcome === 'completed');
      const work = done.map(({ statement }) => kindOf(statement.shape));
      return { answer: { ...answer, left }, sample: { request, ...flowOf(seen) }, work };
    } catch {
      signal.throwIfAborted();
      missed.add(request, time.isLate() ? 'late' : time.signal.aborted ? 'slow' : 'ended');
      return null;
    } finally {
      time.clear();
      await service.stop();
    }
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    missed.add(request, 'unstarted');
    return null;
  } finally {
    await stage.close();
  }
}
