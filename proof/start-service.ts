import { dirname, join } from 'node:path';
import type { CompleteDefinition } from '../domain/detection/complete-definition.ts';
import { untilHealthy } from '../platform/until-healthy.ts';
import { describeExit } from './describe-exit.ts';
import { type Ingress, openIngress } from './ingress.ts';
import { programEnvironment } from './program-environment.ts';
import { type Observer, openObserver } from './sandbox/observer.ts';
import { runInSandbox, type SandboxRun } from './sandbox/run.ts';
import type { SandboxTask } from './sandbox/task.ts';
import type { Group, Stage } from './stage.ts';
import type { BaseJob, Tools } from './tools.ts';
import { taskIn, type Worktree } from './worktree.ts';

/** How long a service may take to start, in milliseconds. */
const START_MS = 30_000;

export interface RunningService {
  group: Group;
  ingress: Ingress;
  observer: Observer;
  run: SandboxRun;
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
  signal: AbortSignal;
}

/**
 * Starts the program of a worktree in the sandbox, and waits until it takes requests.
 * @throws StartFailure when it ends or does not become healthy
 */
export async function startService({ tools }: BaseJob, plan: ServicePlan): Promise<RunningService> {
  const { worktree, stage, group, signal } = plan;
  const { definition } = worktree;
  const [ingress, observer] = await Promise.all([openIngress(group.ingress), openObserver(group.report)]);
  const launched = launch(
    tools,
    { command: definition.start, forward: group.forward, ingress: ingress.socket },
    stage,
  );
  const run = runInSandbox(
    tools.sandbox,
    taskIn(worktree, {
      ...launched,
      ...observed(tools, launched.readable, {
        folder: worktree.folder,
        socket: observer.socket,
        environment: programEnvironment(definition, stage.database?.url ?? null),
      }),
      // A release does not write beside its program either.
      writable: [],
    }),
    { ...tools.runLimits, timeMs: START_MS + plan.timeMs },
    signal,
  );
  const stop = async () => {
    await run.kill();
    await Promise.all([ingress.close(), observer.close()]);
  };
  try {
    await untilReady(ingress, definition, run, signal);
    return { group, ingress, observer, run, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A command by way of the launcher, which joins it to the sockets of the stage. */
export function launch(
  tools: Tools,
  spec: { command: string[]; forward: Record<string, string>; ingress: string | null },
  stage: Stage,
): Pick<SandboxTask, 'command'> & { readable: string[] } {
  return {
    command: [process.execPath, tools.launcher, JSON.stringify(spec)],
    readable: [tools.launcher, stage.folder],
  };
}

/** Makes a program report what it does to an observer. */
function observed(
  tools: Tools,
  readable: string[],
  { folder, socket, environment }: { folder: string; socket: string; environment: Record<string, string> },
): Pick<SandboxTask, 'preload' | 'readable' | 'environment'> {
  const folderOfPreload = join(dirname(tools.launcher), 'preload');
  return {
    preload: join(folderOfPreload, 'main.cjs'),
    readable: [...readable, folderOfPreload],
    environment: { ...environment, NODE_REPORT_SOCKET: socket, NODE_REPORT_FOLDER: folder },
  };
}

/** Without a health path a program is ready once it takes connections, which is when the launcher dials. */
async function untilReady(
  ingress: Ingress,
  { health: path, healthGuessed }: CompleteDefinition,
  run: SandboxRun,
  signal: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  run.exited.then(() => ended.abort());
  const until = AbortSignal.any([AbortSignal.timeout(START_MS), ended.signal, signal]);
  const wrong = await untilHealthy(async () => {
    if (!path) return ingress.ready(until).then(() => null);
    const { status } = await ingress.ask({ method: 'GET', path, headers: {}, signal: until });
    return status === 200 || (healthGuessed && status < 500) ? null : `status ${status}`;
  }, until);
  if (wrong === null) return;
  signal.throwIfAborted();
  if (!ended.signal.aborted) {
    const what = path ? `${path} does not answer 200` : 'the service takes no connection';
    throw new StartFailure(`${what} within ${START_MS} ms (${wrong})`, run.output());
  }
  const exit = await run.exited;
  throw new StartFailure(`the service ended before it took requests: ${describeExit(exit)}`, run.output());
}
