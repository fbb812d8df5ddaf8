import { spawn } from 'node:child_process';
import { killTree, processTree } from './process-tree.ts';
import type { Sandbox, SandboxTask } from './task.ts';

/** How often the memory of a running task is read, in milliseconds. */
const WATCH_MS = process.platform === 'linux' ? 100 : 500;
/** What is kept of a task's output, in characters from its end. */
const OUTPUT_LIMIT = 256 * 1024;

export interface Limits {
  /** Resident memory of all processes together, in bytes. */
  memoryBytes: number;
  /** Wall time in milliseconds. */
  timeMs: number;
}

export interface SandboxExit {
  /** Exit code, or null when a signal ended it. */
  code: number | null;
  /** `exit` by itself, `memory` or `time` by its limit, `killed` by us, `unstarted` when the program could not be run. */
  ended: 'exit' | 'memory' | 'time' | 'killed' | 'unstarted';
  durationMs: number;
  peakBytes: number;
}

export interface SandboxRun {
  /** Absent when it could not be started. */
  readonly pid: number | undefined;
  /** Standard output and standard error as they came, cut at the front. */
  output(): string;
  /** Settles once every process of it is gone; never rejects. */
  readonly exited: Promise<SandboxExit>;
  /** Ends it with everything below it, and waits until it is gone. */
  kill(): Promise<SandboxExit>;
}

/** Starts a task in a sandbox. Aborting the signal ends it with everything below it. */
export function runInSandbox(
  sandbox: Sandbox,
  task: SandboxTask,
  limits: Limits,
  signal?: AbortSignal,
): SandboxRun {
  const began = performance.now();
  const heapMegabytes = Math.max(64, Math.floor((limits.memoryBytes / 1024 / 1024) * 0.75));
  const { file, args, environment, folder } = sandbox.wrap({
    ...task,
    environment: { NODE_OPTIONS: `--max-old-space-size=${heapMegabytes}`, ...task.environment },
  });
  let output = '';
  let ended: SandboxExit['ended'] = 'exit';
  let peakBytes = 0;
  const child = spawn(file, args, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const note = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-OUTPUT_LIMIT);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);

  const end = (why: SandboxExit['ended']) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    ended = why;
    killTree(child.pid);
  };
  const clock = setTimeout(() => end('time'), limits.timeMs);
  const watch = setInterval(() => {
    if (child.pid === undefined) return;
    const total = processTree(child.pid).reduce((sum, member) => sum + member.resident, 0);
    peakBytes = Math.max(peakBytes, total);
    if (total > limits.memoryBytes) end('memory');
  }, WATCH_MS);
  const onAbort = () => end('killed');
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();

  const exited = new Promise<SandboxExit>((resolve) => {
    const settle = (code: number | null) => {
      clearTimeout(clock);
      clearInterval(watch);
      signal?.removeEventListener('abort', onAbort);
      resolve({ code, ended, durationMs: performance.now() - began, peakBytes });
    };
    child.once('error', (error) => {
      output += `${error.message}\n`;
      if (child.pid === undefined) {
        ended = 'unstarted';
        settle(null);
      }
    });
    // What it started in the background may outlive it, and would hold its output open.
    child.once('exit', () => child.pid !== undefined && killTree(child.pid));
    child.once('close', (code) => settle(code));
  });
  return {
    pid: child.pid,
    output: () => output,
    exited,
    kill() {
      end('killed');
      return exited;
    },
  };
}
