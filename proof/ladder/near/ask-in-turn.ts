import { createHash } from 'node:crypto';
import { recordedProbe } from '../../../domain/discovered-fault.ts';
import type { GivenWork } from '../../../domain/ports/prover.ts';
import type { RecordedRequest, Recording } from '../../../domain/recording.ts';
import { endedAfter } from '../../ended-after.ts';
import { type Seen, seenBetween } from '../../observe.ts';
import { ownTime } from '../../own-time.ts';
import { asksDatabase } from '../../patience.ts';
import { askProbe } from '../../probe-http.ts';
import { fillDeep } from '../../replay/fill-environment.ts';
import { kindOf } from '../../side-effects.ts';
import { openStage, type Stage } from '../../stage.ts';
import { type RunningService, StartFailure, startService } from '../../start-service.ts';
import type { Base, Job } from '../../tools.ts';
import { traceIn } from '../../trace-in-answer.ts';
import { untilDone } from '../../until-settled.ts';
import type { Worktree } from '../../worktree.ts';
import { type FlowSample, flowOf } from '../flow/flow-sample.ts';
import { type FailureSign, failureSign } from './failure-sign.ts';
import { type Looks, lookAt } from './look-at.ts';
import type { MissLog } from './missed.ts';

/** How often a service is started again that a request ended. */
const RESTARTS = 12;
/** How long a service may live for all requests, in milliseconds; it is stopped once they are asked. */
const ALL_MS = 1_800_000;
/** How long a service is watched after an answer, in milliseconds of its own time: what nobody catches ends it then. */
const AFTER_MS = 15;
/** What a recorded upstream answers to a call that was not recorded. */
const NOT_RECORDED = '501';
const TRANSACTION =
  /^(?:begin|start|commit|end|rollback|abort|savepoint|release|set|show|deallocate|discard)$/;

/** What a request was answered, and what the database was asked for it. */
export interface NearAnswer {
  status: number;
  body: unknown;
  work: GivenWork[];
  /** What was bound to each statement of `work`, as text. */
  bound: (string | null)[][];
  /** Texts of the statements. */
  statements: string[];
  /** How it failed; null: it did not, or nothing shows it. */
  sign: FailureSign | null;
  /** What it was given, and what it asked for. */
  flow: Pick<FlowSample, 'given' | 'bound' | 'calls' | 'commands'>;
}

/** With what other addresses showed before and after a request that may change something. */
export interface AnswerAlone extends NearAnswer {
  looks?: { before: Looks; after: Looks };
}

export interface Asking {
  stage: Stage;
  /**
   * Sends one request. Starts the service again where it has to.
   * @param withinMs of the service's own time
   * @returns null: no answer in time, or the service ended; the log says which
   */
  ask(request: RecordedRequest, withinMs: number): Promise<NearAnswer | null>;
  /** The service's own time for all requests so far, in milliseconds. */
  spentMs(): number;
  missed: MissLog;
}

export interface Around {
  base: Base;
  worktree: Worktree;
  recording: Recording | null;
  /** Gathers what is not answered. */
  missed: MissLog;
}

/** Starts a service around which everything stands as it was recorded, and lets requests be sent to it, one after another. */
export async function askInTurn<T>(
  job: Job,
  { base, worktree, recording, missed }: Around,
  work: (asking: Asking) => Promise<T>,
): Promise<T | null> {
  const { signal } = job;
  const stage = await openStage(job, { base, groups: 1, recording, eager: () => true });
  let service: RunningService | null = null;
  let starts = 0;
  let spent = 0;
  const start = async () => {
    const [group] = stage.groups;
    if (!group || starts > RESTARTS) return null;
    starts += 1;
    return startService(job, { worktree, stage, group, timeMs: ALL_MS, signal });
  };
  const stop = async () => {
    await service?.stop();
    service = null;
  };
  try {
    return await work({
      stage,
      spentMs: () => spent,
      missed,
      async ask(request, withinMs) {
        service ??= await start();
        if (!service) {
          missed.add(request, 'ended');
          return null;
        }
        const { run, variables } = service;
        const since = performance.now();
        const written = run.output();
        const probe = recordedProbe(null, fillDeep(request, variables));
        const time = ownTime(withinMs, service, () => asksDatabase(stage, since));
        const until = AbortSignal.any([signal, time.signal]);
        const answer = await askProbe(probe, service, { marked: false, signal: until }).catch(() => null);
        const answeredAt = performance.now();
        spent += time.spentMs();
        time.clear();
        signal.throwIfAborted();
        if (!answer || (await endedAfter(service, AFTER_MS, signal))) {
          missed.add(request, time.isLate() ? 'late' : time.signal.aborted ? 'slow' : 'ended');
          await stop();
          return null;
        }
        await untilDone(stage, answeredAt, signal);
        const seen = seenBetween(stage, since);
        // What no upstream was asked when the failure was recorded has no answer.
        if (seen.upstreams.some(({ calls }) => calls.some(({ status }) => status === NOT_RECORDED))) {
          missed.add(request, 'unrecorded');
          return null;
        }
        const output = `${addedTo(written, run.output())}\n${traceIn(answer.body) ?? ''}`;
        return { ...answer, ...givenFor(seen, answer.status, output, worktree.folder) };
      },
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof StartFailure)) throw error;
    missed.add(null, 'unstarted');
    return null;
  } finally {
    await stop();
    await stage.close();
  }
}

/** What a request was given and asked for, and how it failed. */
function givenFor(
  seen: Seen,
  status: number,
  output: string,
  folder: string,
): Omit<NearAnswer, 'status' | 'body'> {
  const { statements } = seen;
  const done = statements.filter(
    ({ outcome, statement: { shape } }) =>
      outcome === 'completed' && shape.verb && !TRANSACTION.test(shape.verb),
  );
  return {
    sign: status < 500 ? null : failureSign(output, { statements, folder }),
    work: done.map(({ statement: { shape, masked }, parameters }) => ({
      kind: kindOf(shape),
      text: digest(masked),
      values: digest(JSON.stringify(parameters)),
    })),
    bound: done.map(({ parameters }) => parameters),
    statements: statements.map(({ statement }) => statement.text),
    flow: flowOf(seen),
  };
}

/** How long a changed service may take to answer a request that is asked alone, in milliseconds: as long as one that hung. */
const ALONE_MS = 8_000;

/** What a changed service answers to a request of a recording, in surroundings of its own; null: nothing. */
export type AskAlone = (recording: Recording) => Promise<AnswerAlone | null>;

/**
 * Asks a changed service once for each recording, however many want to know.
 * @param paths addresses that may show what a request changed
 */
export function askingAlone(
  job: Job,
  { paths, ...around }: Omit<Around, 'recording'> & { paths: string[] },
): AskAlone {
  const answers = new Map<Recording, Promise<AnswerAlone | null>>();
  return (recording) => {
    const { request } = recording;
    if (!request) return Promise.resolve(null);
    const known =
      answers.get(recording) ??
      askInTurn(job, { ...around, recording }, async ({ ask, missed }) => {
        if (request.method === 'GET') return ask(request, ALONE_MS);
        const before = await lookAt({ ask, missed }, request, paths);
        const answer = await ask(request, ALONE_MS);
        return (
          answer && { ...answer, looks: { before, after: await lookAt({ ask, missed }, request, paths) } }
        );
      });
    answers.set(recording, known);
    return known;
  };
}

/** What was written after a text of which the start may be cut by now. */
function addedTo(before: string, now: string): string {
  return now.startsWith(before) ? now.slice(before.length) : now;
}

/** A text by which a statement is known again. */
export const digest = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 12);
