import type { Recording } from '../../domain/recording.ts';
import type { HttpProbe } from '../../domain/service-definition.ts';
import { timeLimit } from '../../platform/deadline.ts';
import { describeExit } from '../describe-exit.ts';
import { endedAfter } from '../ended-after.ts';
import { ownTime, withinOwnTime } from '../own-time.ts';
import { idleLimit, type Patience } from '../patience.ts';
import { askProbe, errorIn, reasonIn } from '../probe-http.ts';
import type { RunResult } from '../runs.ts';
import type { RunningService } from '../start-service.ts';
import type { PostgresWitness } from '../witness/postgres.ts';
import { fillDeep } from './fill-environment.ts';
import { knownFailure, stillFails } from './judge-answer.ts';
import { recordedTime } from './recorded-time.ts';
import { copiesOf, leakingRequests, ROUNDS } from './repeated.ts';

/** How long a service is watched after its answer, in milliseconds of its own time: what nobody catches ends it then. */
const AFTER_MS = 250;
/** How long a request that came before the recorded one may take. */
const BEFORE_MS = 5_000;

/** How long inserts wait so that requests which are sent at the same time meet. */
const MEET_MS = 150;
/** How long one of many requests may take. */
const ROUND_MS = 2_000;

export interface RecordedRun {
  probe: HttpProbe;
  recording: Recording | null;
  service: RunningService;
  /** Index of the service's group. */
  group: number;
  marked: boolean;
  patience?: Patience | undefined;
  /** The database's, where there is one. */
  witness?: Pick<PostgresWitness, 'holdInserts'> | undefined;
  signal: AbortSignal;
}

/**
 * Sends a recorded request once, after those that came before it, and looks whether the failure shows. Rejects only when the
 * signal aborts.
 */
export async function runRecorded(run: RecordedRun): Promise<RunResult> {
  const { probe, recording, service, group, marked, patience, witness, signal } = run;
  const known = knownFailure(recording);
  const at = recordedTime(recording);
  const { settled } = await sendEarlier(run);
  await sendOverAndOver(run);
  if (at !== null) service.observer.setClock(at);
  const startedAt = performance.now();
  const limit = timeLimit(probe.timeoutMs);
  const idle = patience ? idleLimit(patience) : null;
  const end = (status: number | null, message: string, reason: string | null = null): RunResult => ({
    ...{ passed: message === '', group, startedAt, endedAt: performance.now(), status, reason, message },
    output: '',
  });
  try {
    const filled = { ...probe, request: fillDeep(probe.request, service.variables) };
    const until = AbortSignal.any([signal, limit, ...(idle ? [idle.signal] : [])]);
    const ask = (isMarked: boolean) => askProbe(filled, service, { marked: isMarked, signal: until });
    const count = copiesOf(recording);
    if (count > 0) witness?.holdInserts(() => pauseOf(service, signal));
    const copies = Array.from({ length: count }, () => ask(false));
    const answers = await Promise.all([ask(marked), ...copies]);
    // Which of them comes first is chance; the one that fares worst is judged.
    const judged = answers.reduce((worst, one) => (one.status > worst.status ? one : worst));
    const { status, body } = judged;
    const others = answers.filter((one) => one !== judged).map((one) => one.body);
    const wrong = stillFails(status, known);
    if (wrong !== null) return end(status, `${wrong}: ${errorIn(body)}`, reasonIn(body));
    const result = end(status, (await endsAfterwards(service, signal)) ?? '');
    return { ...result, body, ...(others.length > 0 && { copies: others }) };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return end(null, `no answer within ${probe.timeoutMs} ms`);
    if (idle?.signal.aborted) return end(null, 'no answer, and nothing that it waits for');
    return end(null, `the connection broke: ${(error as Error).message}`);
  } finally {
    idle?.clear();
    witness?.holdInserts(null);
    await settled;
  }
}

/** Lets a service go on with other requests for a while. */
function pauseOf(service: RunningService, signal: AbortSignal): Promise<unknown> {
  return withinOwnTime(new Promise(() => {}), MEET_MS, { delayed: service, signal });
}

/** Sends one of several requests; null: no answer within the service's own time, or it ended. */
async function sendOne(
  service: RunningService,
  request: HttpProbe['request'],
  ms: number,
  signal: AbortSignal,
) {
  const time = ownTime(ms, service);
  const probe = { request: fillDeep(request, service.variables) };
  const until = AbortSignal.any([signal, time.signal]);
  const answer = await askProbe(probe, service, { marked: false, signal: until }).catch(() => null);
  time.clear();
  return answer;
}

/** Takes from a pool what requests take and do not give back, until one fails or has no answer. */
async function sendOverAndOver({ recording, service, signal }: RecordedRun): Promise<void> {
  const requests = leakingRequests(recording);
  for (let round = 0; round < ROUNDS && requests.length > 0; round += 1) {
    for (const request of requests) {
      const answer = await sendOne(service, request, ROUND_MS, signal);
      signal.throwIfAborted();
      if (!answer || answer.status >= 500) return;
    }
  }
}

/** What ends a service although it answered; null: it is still there. */
async function endsAfterwards(service: RunningService, signal: AbortSignal): Promise<string | null> {
  const ended = await endedAfter(service, AFTER_MS, signal);
  if (ended) return `the service answered, and then ended: ${describeExit(ended)}`;
  // An own listener may keep a process that Node would end.
  const thrown = service.observer.report().did.find((did) => UNCAUGHT.test(did));
  return thrown ? `the service answered, and then threw what nobody catches: ${thrown}` : null;
}

const UNCAUGHT = /^(?:unhandledRejection|uncaughtException) /;

/**
 * Sends what came before the recorded request, one after the other; what was under way at the same time is sent beside it.
 * @returns `settled`, once those beside it are answered
 */
async function sendEarlier({
  recording,
  service,
  signal,
}: RecordedRun): Promise<{ settled: Promise<unknown> }> {
  const { before = [], latencyMs = 0 } = recording ?? {};
  const began = recordedTime(recording) ?? 0;
  const send = (request: HttpProbe['request']) => sendOne(service, request, BEFORE_MS, signal);
  const beside = before.filter(({ at, took }) => {
    // Of a recording that does not say how long it took: about as long as the one that failed.
    if (took === undefined) return Date.parse(at) >= began - latencyMs;
    return took === null || Date.parse(at) + took >= began;
  });
  for (const one of before) {
    if (beside.includes(one)) continue;
    service.observer.setClock(Date.parse(one.at));
    await send(one.request);
  }
  signal.throwIfAborted();
  return { settled: Promise.all(beside.map((one) => send(one.request))) };
}
