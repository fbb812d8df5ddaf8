import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceDefinition } from '../domain/service-definition.ts';
import { type Door, openDoor } from './door.ts';
import { runInSandbox, type SandboxExit, type SandboxRun } from './sandbox/run.ts';
import type { Group, Stage } from './stage.ts';
import type { Tools } from './tools.ts';

/** How long a service may take until it answers its health check, in milliseconds. */
const START_MS = 30_000;
/** Between two looks at a health check that is not yet well. */
const LOOK_MS = 25;

export interface RunningService {
  group: Group;
  door: Door;
  run: SandboxRun;
  stop(): Promise<void>;
}

/** The service could not be started; what it wrote tells why. */
export class StartFailure extends Error {
  readonly output: string;

  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

/**
 * Starts the program of a worktree in the sandbox, and waits until it takes requests.
 * @param timeMs how long it may live, in milliseconds
 * @throws StartFailure when it ends or stays unwell
 */
export async function startService(
  tools: Tools,
  { run: definition }: ServiceDefinition,
  folder: string,
  stage: Stage,
  group: Group,
  timeMs: number,
  signal: AbortSignal,
): Promise<RunningService> {
  const door = await openDoor(group.door);
  const run = runInSandbox(
    tools.sandbox,
    {
      ...launch(tools, definition.command, stage, group, group.door),
      folder,
      environment: stage.database ? { DATABASE_URL: stage.database.url } : {},
    },
    { ...tools.runLimits, timeMs: START_MS + timeMs },
    signal,
  );
  const stop = async () => {
    await run.kill();
    await door.close();
  };
  try {
    await untilHealthy(door, definition.health, run, signal);
    return { group, door, run, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The command by way of the launcher, which joins it to the sockets of the stage. */
export function launch(
  tools: Tools,
  command: string[],
  stage: Stage,
  group: Group,
  door: string | null,
): { command: string[]; readable: string[] } {
  const spec = JSON.stringify({ command, forward: group.forward, door });
  return {
    command: [process.execPath, tools.launcher, spec],
    readable: [tools.launcher, stage.folder],
  };
}

/** How a program ended, in words. */
export function sayExit({ ended, code }: SandboxExit, memoryBytes: number): string {
  if (ended === 'memory') return `it used more than ${Math.round(memoryBytes / 1024 / 1024)} MiB of memory`;
  if (ended === 'time') return 'it ran out of time';
  if (ended === 'unstarted') return 'its command could not be run';
  return code === null ? 'it was ended by a signal' : `it ended with exit code ${code}`;
}

async function untilHealthy(door: Door, path: string, run: SandboxRun, signal: AbortSignal): Promise<void> {
  const deadline = AbortSignal.timeout(START_MS);
  const ended = new AbortController();
  run.exited.then(() => ended.abort());
  const until = AbortSignal.any([deadline, ended.signal, signal]);
  let last = 'no answer';
  while (!until.aborted) {
    const answer = await door
      .ask({ method: 'GET', path, headers: {}, signal: until })
      .catch((error: Error) => error.message);
    if (typeof answer === 'object' && answer.status === 200) return;
    last = typeof answer === 'object' ? `status ${answer.status}` : answer;
    await pause(LOOK_MS);
  }
  signal.throwIfAborted();
  if (!ended.signal.aborted) {
    throw new StartFailure(`${path} does not answer 200 within ${START_MS} ms (${last})`, run.output());
  }
  const exit = await run.exited;
  throw new StartFailure(
    `the service ended before it took requests: ${sayExit(exit, exit.peakBytes)}`,
    run.output(),
  );
}
