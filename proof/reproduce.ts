import { runsFor } from '../domain/confidence.ts';
import { SutureError } from '../domain/errors.ts';
import type { Failure } from '../domain/evidence.ts';
import type { Conduct, ProofSubject, Reproduction } from '../domain/ports/prover.ts';
import type { Answer } from './ask-once.ts';
import { goodAnswers } from './ladder/good-requests.ts';
import { lookNear } from './ladder/near/look-near.ts';
import { createMissLog } from './ladder/near/missed.ts';
import { requestsOf, seenBetween, summarise, withoutBackground } from './observe.ts';
import { errorIn } from './probe-http.ts';
import { quietConduct } from './quiet-conduct.ts';
import { completeSubject, hasOthers } from './replay/complete-calls.ts';
import { differences } from './replay/differences.ts';
import { furtherFailures } from './replay/further.ts';
import { recordedTime } from './replay/recorded-time.ts';
import { isSameFailure, otherError } from './replay/same-failure.ts';
import { runProbe } from './run-probe.ts';
import type { RunResult } from './runs.ts';
import { overrunOf } from './seen/overrun.ts';
import { openStage } from './stage.ts';
import type { Base, Job } from './tools.ts';
import { untilSettled } from './until-settled.ts';

/**
 * Runs of the faulty code, at most: a way to fail that hits three calls in ten is missed by all of them with a chance of
 * 0.7^20, less than one in a thousand. They are made at once, so more cost no time.
 */
const RUNS = 20;
/** How long a slow upstream is waited for after its caller gave up, in milliseconds, to learn how slow it is. */
const SLOW_UPSTREAM_MS = 9_000;

/** What is quoted of the log of a service that does not start, in characters from its end. */
const LOG_END = 2_000;

/**
 * Replays the probe on the unchanged commit, and records how it fails and what it asks of database and upstreams.
 * @param onFirst hears how the first run ended
 * @throws SutureError `base_not_startable` when the service does not start, unless the fault is that it does not
 */
export async function reproduce(asked: Job, onFirst?: (run: RunResult) => void): Promise<Reproduction> {
  const job = (behindOthers: boolean) => ({
    ...asked,
    subject: completeSubject(asked.subject, behindOthers),
  });
  const alone = await replay(job(false), onFirst);
  if (alone.reproduced || !hasOthers(asked.subject)) return alone;
  const behind = await replay(job(true), onFirst);
  return behind.reproduced ? { ...behind, behindOthers: true } : alone;
}

/** What a run was answered; with the sentence of its body where that was a refusal. */
function answeredBy(run: RunResult | undefined): { status: number | null; said: string | null } {
  const status = run?.status ?? null;
  const body = run?.body ?? null;
  const isRefused = status !== null && status >= 400 && body !== null;
  return { status, said: isRefused ? errorIn(body) || null : null };
}

async function replay(job: Job, onFirst?: (run: RunResult) => void): Promise<Reproduction> {
  const began = performance.now();
  const { fault } = job.subject;
  const base = await job.bases.take(job.subject);
  try {
    const { recording = null } = job.subject;
    const isDeclared = fault.probe.kind === 'command' || fault.probe.expect !== null;
    // What a definition declares holds at any time.
    const at = isDeclared ? null : recordedTime(recording);
    const stage = await openStage(job, { base, groups: 1, recording, at, eager: () => true });
    try {
      const schema = stage.database?.scratch.schema() ?? Promise.resolve([]);
      const { results, failures, printed, since, startFailure, aftermath } = await runProbe(job, {
        worktree: base,
        stage,
        runs: isDeclared ? Math.min(runsFor(fault.assurance), RUNS) : 1,
        // A command costs a process each time; requests are sent all at once anyway.
        stopAtFailure: fault.probe.kind === 'command',
        signal: job.signal,
        // A declared fault is replayed often, and what not each run sends is not asked for.
        ...(!isDeclared && { onStarted: () => untilSettled(stage, job.signal) }),
        onProgress: (text) => job.heartbeat(`reproducing ${fault.code}: ${text}`),
      });
      if (results[0]) onFirst?.(results[0]);
      if (startFailure && !isStart(job.subject, base)) throw notStartable(job, startFailure, failures);
      // A recorded upstream is as slow as it was.
      if (failures.length > 0 && isDeclared) {
        await untilUpstreamsAnswered(stage.groups[0]?.upstreams ?? [], job.signal);
      }
      const overrun = overrunOf(stage, aftermath?.conduct.did ?? []);
      if (overrun) throw notObservable(job, overrun);
      const isGone = !aftermath && results.length > 0 && fault.probe.kind === 'http';
      const conduct: Conduct = {
        ...(aftermath?.conduct ?? (isGone ? await quietConduct(job, base) : NOTHING)),
        statements: summarise(seenBetween(stage, 0, since)).statements,
        requests: requestsOf(stage),
        // What leads connections out listens once the service dials, which one that is asked nothing does not.
        ...(isGone && requestsOf(stage).length > 0 && { listening: null }),
      };
      const observations = summarise(withoutBackground(seenBetween(stage, since), stage, since));
      const isSame =
        isDeclared || !recording || failures.some((failure) => isSameFailure(recording, failure, printed));
      const reproduced = failures.length > 0 && isSame;
      const replayed = {
        ...answeredBy(results[0]),
        failure: failures[0] ?? null,
        statements: observations.statements.map(({ text }) => text),
        requests: conduct.requests,
        unanswered: reproduced ? [] : stage.groups.flatMap(({ wayOut }) => wayOut.relay.unanswered()),
      };
      const declared = base.definition.upstreams.map(({ name }) => name);
      const differs = recording ? differences(recording, replayed, declared) : [];
      const other = recording && !isSame && otherError(recording, printed);
      if (other) differs.unshift(other);
      const missed = createMissLog();
      const asked = reproduced ? goodAnswers(job, base, missed) : null;
      const recorded = asked?.then(({ samples }) => samples);
      const repeating = reproduced ? furtherFailures(job, base) : null;
      const near = recorded && (await lookNear(job, base, { recorded, missed }));
      const good = (await asked)?.answers;
      const further = (await repeating) ?? [];
      const unasked = missed.unasked();
      return {
        conduct,
        reproduced,
        runs: startFailure ? 1 : results.length,
        failures,
        observations,
        ...(good && { good }),
        ...(near && { near }),
        ...(further.length > 0 && { further }),
        ...(unasked && { unasked }),
        ...(recording && { missing: stage.missing, differences: differs }),
        schema: await schema,
        durationMs: performance.now() - began,
      };
    } finally {
      await stage.close();
    }
  } finally {
    base.release();
  }
}

/** A reproduction, and what the service answered where nothing is wrong. */
export interface Answered {
  reproduction: Reproduction;
  /** Null where the fault was reproduced, and for a command. */
  answer: Answer | null;
}

/** The reproduction with the answer of its first run, for who shows it: no further start is needed. */
export async function reproduceAnswered(job: Job): Promise<Answered> {
  let first: RunResult | null = null;
  const reproduction = await reproduce(job, (run) => {
    first = run;
  });
  if (reproduction.reproduced || !first || job.subject.fault.probe.kind === 'command')
    return { reproduction, answer: null };
  const { status, body = null, startedAt, endedAt } = first as RunResult;
  return { reproduction, answer: { status, body, latencyMs: endedAt - startedAt, failure: null } };
}

/** Of a program that was not looked at. */
const NOTHING: Omit<Conduct, 'statements' | 'requests'> = {
  did: [],
  looked: false,
  timers: [],
  listeners: {},
  processes: [],
  listening: null,
  files: [],
  exitCode: null,
};

function notObservable({ subject }: Job, overrun: string): SutureError {
  return new SutureError(
    'sandbox_unavailable',
    `${subject.fault.code} cannot be proven: its replay ${overrun}, more than a proof can follow. Let its probe ask for less, then retry the incident.`,
  );
}

/** A fault whose probe asks the health check is that the service does not start. */
function isStart({ fault }: ProofSubject, { definition }: Base): boolean {
  const { probe } = fault;
  return probe.kind === 'http' && probe.request.path === definition.health;
}

/** Without its start nothing is known of the fault, so no fix can be judged. */
function notStartable({ subject }: Job, startFailure: string, failures: Failure[]): SutureError {
  const { service, fault, commit } = subject;
  const log = failures[0]?.output.trim().slice(-LOG_END);
  return new SutureError(
    'base_not_startable',
    `${service.name} does not start in the sandbox at ${commit.slice(0, 10)}, so ${fault.code} cannot be replayed and no fix is tried: ${startFailure}. Make the service start with what its suture.yaml names, then retry the incident. ${log ? `Its log ends: ${log}` : 'It wrote no log.'}`,
  );
}

async function untilUpstreamsAnswered(
  upstreams: { untilAnswered(boundMs: number, signal: AbortSignal): Promise<void> }[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(upstreams.map((upstream) => upstream.untilAnswered(SLOW_UPSTREAM_MS, signal)));
  signal.throwIfAborted();
}
