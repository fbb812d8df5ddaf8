import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompleteDefinition } from '../domain/detection/complete-definition.ts';
import { untilHealthy } from '../platform/until-healthy.ts';
import { describeExit } from './describe-exit.ts';
import { type Ingress, openIngress } from './ingress.ts';
import { type Delayed, delayOf } from './own-time.ts';
import { programEnvironment } from './program-environment.ts';
import { knownSignatures } from './replay/signatures.ts';
import { type Observer, openObserver } from './sandbox/observer.ts';
import { runInSandbox, type SandboxRun } from './sandbox/run.ts';
import { madeFolder } from './scratch-folders.ts';
import type { Group, Stage } from './stage.ts';
import { limitStart, longestStartMs, type StartLimit } from './start-limit.ts';
import { surrounded } from './surrounded.ts';
import type { BaseJob } from './tools.ts';
import { type UnansweredDial, withUnanswered } from './witness/dials.ts';
import { taskIn, type Worktree } from './worktree.ts';

export interface RunningService extends Delayed {
  group: Group;
  ingress: Ingress;
  observer: Observer;
  run: SandboxRun;
  /** The variables that its definition names, with the values of the sandbox. */
  variables: Record<string, string>;
  /** The signatures that its surroundings were recorded with, which hold in the sandbox as well. */
  signed: ReadonlySet<string>;
  /** The hosts that it dialled and that nothing stands in for. */
  unanswered(): UnansweredDial[];
  stop(): Promise<void>;
}

/** The service could not be started; its output shows why. */
export class StartFailure extends Error {
  readonly output: string;

  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

export interface ServicePlan {
  worktree: Worktree;
  stage: Stage;
  group: Group;
  /** How long it may live after its start, in milliseconds. */
  timeMs: number;
  /** False: connections are enough. Default: true. */
  untilHealthy?: boolean;
  signal: AbortSignal;
}

/**
 * Starts the program of a worktree in the sandbox, and waits until it takes requests. One that ends since it may not make a folder
 * beside itself gets that folder, as do all that stand on the same commit.
 * @throws StartFailure when it ends or does not become healthy
 */
export async function startService(job: Pick<BaseJob, 'tools'>, plan: ServicePlan): Promise<RunningService> {
  const { folder, definition, scratch } = plan.worktree;
  for (;;) {
    try {
      return await startOnce(job, plan);
    } catch (error) {
      const made =
        error instanceof StartFailure &&
        madeFolder(error.output, { folder, root: definition.root, given: scratch });
      if (!made) throw error;
      if (!scratch.includes(made)) scratch.push(made);
      await mkdir(join(folder, made), { recursive: true });
    }
  }
}

async function startOnce({ tools }: Pick<BaseJob, 'tools'>, plan: ServicePlan): Promise<RunningService> {
  const { worktree, stage, group, signal } = plan;
  const { definition } = worktree;
  const [ingress, observer] = await Promise.all([openIngress(group.ingress), openObserver(group.report)]);
  const run = runInSandbox(
    tools.sandbox,
    taskIn(worktree, {
      ...surrounded(
        tools,
        { stage, group, definition, command: definition.start, ingress: ingress.socket },
        {
          NODE_REPORT_SOCKET: observer.socket,
          NODE_REPORT_FOLDER: worktree.folder,
        },
      ),
      // A release does not write beside its program either.
      writable: [],
    }),
    { ...tools.runLimits, timeMs: longestStartMs(worktree.started) + plan.timeMs },
    signal,
  );
  const limit = limitStart(run.pid, worktree.started);
  const began = performance.now();
  const variables = programEnvironment(definition, null);
  const signed = stage.recording ? knownSignatures(stage.recording, variables) : new Set<string>();
  const { unanswered } = group.wayOut.relay;
  const stop = async () => {
    await run.kill();
    await Promise.all([ingress.close(), observer.close()]);
  };
  try {
    const awaited = plan.untilHealthy === false ? { ...definition, health: null } : definition;
    await untilReady(ingress, awaited, { run, limit, signal });
    const took = performance.now() - began;
    worktree.started.ms = Math.max(worktree.started.ms ?? 0, took);
    return { group, ingress, observer, run, variables, signed, unanswered, stop, ...delayOf(run.pid) };
  } catch (error) {
    await stop();
    if (error instanceof StartFailure)
      throw new StartFailure(withUnanswered(error.message, unanswered()), error.output);
    throw error;
  } finally {
    limit.clear();
  }
}

/** Without a health path a program is ready once it takes connections, which is when the launcher dials. */
async function untilReady(
  ingress: Ingress,
  { health: path, healthGuessed }: CompleteDefinition,
  { run, limit, signal }: { run: SandboxRun; limit: StartLimit; signal: AbortSignal },
): Promise<void> {
  const ended = new AbortController();
  run.exited.then(() => ended.abort());
  const until = AbortSignal.any([limit.signal, ended.signal, signal]);
  const wrong = await untilHealthy(async () => {
    if (!path) return ingress.ready(until).then(() => null);
    const { status } = await ingress.ask({ method: 'GET', path, headers: {}, signal: until });
    return status === 200 || (healthGuessed && status < 500) ? null : `status ${status}`;
  }, until);
  if (wrong === null) return;
  signal.throwIfAborted();
  if (!ended.signal.aborted) {
    const what = path ? `${path} does not answer 200` : 'the service takes no connection';
    throw new StartFailure(`${what} ${limit.spent()} (${wrong})`, run.output());
  }
  const exit = await run.exited;
  throw new StartFailure(`the service ended before it took requests: ${describeExit(exit)}`, run.output());
}
