import { isDeepStrictEqual } from 'node:util';
import { unmet } from '../../domain/expectation.ts';
import type { Reproduction } from '../../domain/ports/prover.ts';
import type { Recording } from '../../domain/recording.ts';
import type { HttpProbe } from '../../domain/service-definition.ts';
import { seenBetween } from '../observe.ts';
import { ownTime } from '../own-time.ts';
import { askProbe } from '../probe-http.ts';
import { cacheCommands } from '../replay/cache-commands.ts';
import { hiddenFailures } from '../side-effects.ts';
import type { Stage } from '../stage.ts';
import type { RunningService } from '../start-service.ts';
import { untilSettled } from '../until-settled.ts';

/** How long a later answer is waited for, in milliseconds of the service's own time: one that is kept comes at once. */
const AGAIN_MS = 400;
/** How long a service is watched that asks an upstream without success. */
const RETRIES_MS = 800;
/** Calls of an upstream for one request, at most: nine retries of each of two calls are fewer. */
export const CALLS_PER_RUN = 25;
/** How long one is watched whose pauses are over at once: hours for its clocks. */
const HURRIED_MS = 3_000;
/** Between two looks at what it asked, in milliseconds. */
const LOOK_MS = 20;
/** Calls or statements of one request that take pauses, at most: a bound of a hundred, twice, is fewer. */
const CALLS_WITH_PAUSES = 200;

export interface AskedAgain {
  probe: HttpProbe;
  stage: Stage;
  services: RunningService[];
  before: Reproduction;
  /** What the runs replayed; null: nothing is recorded. */
  recording: Recording | null;
  /** See {@link hiddenFailures}. */
  mayRefuse: RegExp | null;
  signal: AbortSignal;
}

/** How further requests went. */
export interface Further {
  wrong: string[];
  /** True when one was not waited for: the service still works on it. */
  givenUp: boolean;
  /** True when a busy machine kept one from an answer: what it would have been is not known. */
  late?: boolean;
}

/**
 * Sends the probe once more to services that have passed all runs, when their upstreams answer other values, and then
 * when they answer nothing but failures.
 * @returns findings, each a sentence: an answer that was kept, work that is not done again, retries without end
 */
export async function askAgain(plan: AskedAgain): Promise<Further> {
  const { redis } = plan.stage;
  // What the runs left in the cache may rightly answer the next request; what they left in the process is looked for.
  if (plan.recording && redis && redis.commands().length > 0) {
    await redis.fill([['FLUSHALL'], ...cacheCommands(plan.recording)]);
  }
  const kept = await askForOtherValues(plan);
  if (kept.wrong.length > 0) return kept;
  const without = await askWithoutUpstreams(plan);
  if (without.wrong.length > 0) return without;
  const alone = await askWithoutDatabase(plan);
  const all = [kept, without, alone];
  return {
    wrong: alone.wrong,
    givenUp: all.some(({ givenUp }) => givenUp),
    late: all.some(({ late }) => late),
  };
}

async function askForOtherValues({
  probe,
  stage,
  services,
  before,
  mayRefuse,
  signal,
}: AskedAgain): Promise<Further> {
  const since = performance.now();
  const { groups } = stage;
  // The stand-ins of the groups differ in their values alone.
  const others = groups.map((_, index) => groups[(index + 1) % groups.length] as (typeof groups)[number]);
  for (const [index, group] of groups.entries()) {
    for (const [number, upstream] of group.upstreams.entries()) {
      upstream.redirect(others[index]?.upstreams[number]?.standIn ?? upstream.standIn);
    }
  }
  let passed = 0;
  let expected = probe.expect?.status ?? null;
  let givenUp = false;
  let late = false;
  const bodies: unknown[] = [];
  const findings = new Set<string>();
  const asked = services.map(async (service, index) => {
    const { answer, isLate } = await ask(probe, service, AGAIN_MS, signal);
    late ||= isLate;
    if (!answer) {
      givenUp = true;
      return;
    }
    const values = others[index]?.values ?? {};
    const own = service.group.values;
    if (unmet(probe.expect, answer, values) === null) {
      passed += 1;
      expected ??= answer.status;
      bodies.push(answer.body);
    } else if (!isDeepStrictEqual(values, own) && unmet(probe.expect, answer, own) === null) {
      findings.add(
        'a later request was answered with the value of an earlier one, which the upstream no longer gives',
      );
    }
  });
  await Promise.all(asked);
  signal.throwIfAborted();
  if (passed > 0) {
    const hidden = () =>
      hiddenFailures({
        ...{ before, after: seenBetween(stage, since), expected, mayRefuse },
        answers: probe.expect === null ? { request: probe.request, bodies } : null,
        runs: passed,
      });
    // A service may do the work behind its answer.
    if (hidden().length > 0) await untilSettled(stage, signal);
    for (const one of hidden()) findings.add(`a later request passed without the work: ${one}`);
  }
  return { wrong: [...findings], givenUp, late };
}

async function askWithoutUpstreams(plan: AskedAgain): Promise<Further> {
  const { probe, services, before, signal } = plan;
  const called = before.observations.upstreams.filter(({ calls }) => calls > 0).map(({ name }) => name);
  const [service] = services;
  const upstreams = (service?.group.upstreams ?? []).filter(({ name }) => called.includes(name));
  if (!service || upstreams.length === 0) return { wrong: [], givenUp: false };
  const count = () => upstreams.reduce((sum, upstream) => sum + upstream.calls().length, 0);
  for (const upstream of upstreams) upstream.redirect(null);
  const earlier = count();
  const { answer, isLate } = await ask(probe, service, RETRIES_MS, signal);
  let late = isLate;
  signal.throwIfAborted();
  const calls = count() - earlier;
  const findings: string[] = [];
  if (calls > CALLS_PER_RUN) {
    findings.push(
      `one request asked a failing upstream ${calls} times in ${RETRIES_MS} ms: retries need a bound of at most ${CALLS_PER_RUN} calls, or a pause`,
    );
  } else if (answer === null) {
    // What pauses between its calls shows only later whether it ends.
    const further = await hurried(plan, service, count);
    late = further.isLate;
    if (further.endless !== null) findings.push(`one request asked a failing upstream ${further.endless}`);
  }
  const values = services[1]?.group.values;
  const depends = answer && values && unmet(probe.expect, answer, values) !== null;
  if (depends && unmet(probe.expect, answer, service.group.values) === null) {
    findings.push(`a request passed although ${called.join(' and ')} answered nothing but failures`);
  }
  return { wrong: findings, givenUp: answer === null, late };
}

/** A database that refuses everything shows whether a statement is repeated without end. */
async function askWithoutDatabase(plan: AskedAgain): Promise<Further> {
  const { probe, stage, services, before, signal } = plan;
  const [service] = services;
  const witness = stage.database?.witness;
  if (!service || !witness || before.observations.statements.length === 0)
    return { wrong: [], givenUp: false };
  for (const upstream of service.group.upstreams) upstream.redirect(upstream.standIn);
  witness.refuse(true);
  const findings: string[] = [];
  let late = false;
  try {
    const { answer } = await ask(probe, service, RETRIES_MS, signal);
    signal.throwIfAborted();
    if (answer !== null) return { wrong: [], givenUp: false };
    const times = witness.refused();
    const { endless, isLate } =
      times > CALLS_PER_RUN
        ? {
            endless: `${times} times in ${RETRIES_MS} ms: retries need a bound of at most ${CALLS_PER_RUN}, or a pause`,
            isLate: false,
          }
        : await hurried(plan, service, witness.refused);
    if (endless) findings.push(`one request sent a statement that the database refuses ${endless}`);
    late = isLate;
  } finally {
    witness.refuse(false);
  }
  return { wrong: findings, givenUp: true, late };
}

/** Asks once more while pauses are over at once: what then neither ends nor stops asking has no bound. */
async function hurried(
  { probe, signal }: AskedAgain,
  service: RunningService,
  count: () => number,
): Promise<{ endless: string | null; isLate: boolean }> {
  service.observer.hurry();
  const earlier = count();
  const enough = new AbortController();
  const look = setInterval(() => {
    if (count() - earlier > CALLS_WITH_PAUSES) enough.abort();
  }, LOOK_MS);
  const { answer, isLate } = await ask(probe, service, HURRIED_MS, AbortSignal.any([signal, enough.signal]));
  clearInterval(look);
  signal.throwIfAborted();
  const calls = count() - earlier;
  const isEndless = answer === null && calls > CALLS_PER_RUN;
  return {
    endless: isEndless
      ? `${calls} times, with pauses between them, and did not end: retries need a bound`
      : null,
    isLate: isLate && !isEndless,
  };
}

async function ask(probe: HttpProbe, service: RunningService, ms: number, signal: AbortSignal) {
  const time = ownTime(Math.min(ms, probe.timeoutMs), service);
  const limit = AbortSignal.any([signal, time.signal]);
  const answer = await askProbe(probe, service, { marked: false, signal: limit }).catch(() => null);
  time.clear();
  return { answer, isLate: time.isLate() };
}
