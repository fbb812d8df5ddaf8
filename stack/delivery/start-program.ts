import { type ChildProcess, spawn } from 'node:child_process';
import { SutureError } from '../../domain/errors.ts';
import { createDeadline } from '../../platform/deadline.ts';
import { signalGroup } from '../../platform/end-process.ts';
import type { ParentDeathGuard } from '../../platform/parent-death-guard.ts';
import { untilHealthy } from '../../platform/until-healthy.ts';
import type { ProcessRegistry } from './process-registry.ts';
import type { ReleaseLog } from './release-log.ts';

export interface ProgramStart {
  /** For the registry and for errors, such as `release 1a2b3c4`. */
  what: string;
  command: string[];
  folder: string;
  environment: Record<string, string>;
  /** Returns null once it takes requests, else what it answered. */
  look(signal: AbortSignal): Promise<string | null>;
  deadlineMs: number;
  log: ReleaseLog;
  registry: ProcessRegistry;
  guard: ParentDeathGuard;
  signal: AbortSignal;
}

/** A program that takes requests. */
export interface RunningProgram {
  readonly pid: number;
  /** Resolves when it has ended, with `exit code 1` or `signal SIGKILL`. */
  readonly exited: Promise<string>;
  hasExited(): boolean;
  /** SIGTERM to its process group; SIGKILL after `graceMs`. Resolves when it has ended. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts a program and waits until it takes requests. It ends with this process: the kernel sends SIGTERM where it can,
 * and its standard input closes, which a program may take as the sign to end (`EXIT_WITH_PARENT=1`).
 * @throws SutureError `release_failed` when it ended, `release_unhealthy` when it was not up in time; both with its output
 */
export async function startProgram(start: ProgramStart): Promise<RunningProgram> {
  const { what, log, registry, deadlineMs } = start;
  const [program, ...args] = [...start.guard('SIGTERM'), ...start.command] as [string, ...string[]];
  const child = spawn(program, args, {
    cwd: start.folder,
    env: { ...start.environment, EXIT_WITH_PARENT: '1' },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = watchExit(child, registry);
  const { pid } = child;
  if (pid !== undefined) registry.add(pid, what);
  child.stdin.on('error', () => {});
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => log.write(text));
  }
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async (graceMs: number) => {
    if (pid === undefined || hasExited()) return;
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
    signalGroup(pid, 'SIGTERM');
    await exited;
    clearTimeout(timer);
  };

  const over = new AbortController();
  const deadline = createDeadline(deadlineMs, start.signal, over.signal);
  const health = untilHealthy(start.look, deadline.signal).finally(deadline.clear);
  const outcome = await Promise.race([health.then((seen) => ({ seen })), exited.then((how) => ({ how }))]);
  over.abort();
  if ('seen' in outcome && outcome.seen === null && pid !== undefined)
    return { pid, exited, hasExited, stop };
  await stop(0);
  const output = log.tail() ? `\n${log.tail()}` : '';
  if ('how' in outcome) {
    throw new SutureError('release_failed', `The ${what} ended before it was up (${outcome.how}).${output}`, {
      details: { how: outcome.how },
    });
  }
  throw new SutureError(
    'release_unhealthy',
    start.signal.aborted
      ? `The start of the ${what} was stopped.`
      : `The ${what} was not up within ${deadlineMs / 1000} s (${outcome.seen}).${output}`,
  );
}

/** Resolves once the process has ended and all that it printed has been read. */
function watchExit(child: ChildProcess, registry: ProcessRegistry): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve(`cannot be run: ${error.message}`);
    });
    child.on('exit', () => {
      if (child.pid === undefined) return;
      signalGroup(child.pid, 'SIGKILL');
      registry.remove(child.pid);
    });
    child.on('close', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
}
