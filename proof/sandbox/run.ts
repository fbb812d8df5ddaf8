import { spawn } from 'node:child_process';
import { killMarked, killTree } from '../../platform/process-tree.ts';
import { giveFolder, letRead } from '../../platform/share-files.ts';
import { sweepOutput } from '../../platform/sweep-output.ts';
import { keepEnd } from './keep-end.ts';
import { type LimitName, type Limits, withDefaults } from './limits.ts';
import { MARKER } from './process.ts';
import type { Sandbox, SandboxTask } from './task.ts';
import { type Watch, watchTask } from './watch.ts';

/** How long the output of a task that ended is waited for, in milliseconds: a process that escaped may hold it open. */
const CLOSE_MS = 1_000;

/** How often a process that left the tree is looked for again. */
const ROUNDS = 20;

export interface SandboxExit {
  /** Exit code, or null when a signal ended it. */
  code: number | null;
  /** `exit` by itself, `killed` by us, `unstarted` when the program could not be run, or the limit that it went over. */
  ended: 'exit' | 'killed' | 'unstarted' | LimitName;
  durationMs: number;
  peakBytes: number;
  /** What it ran under. */
  limits: Limits;
}

export interface SandboxRun {
  /** Absent when it could not be started. */
  readonly pid: number | undefined;
  /** Standard output and standard error as they came, cut at the front. */
  output(): string;
  /** Settles once every process of it is gone and its output folders are safe to use; never rejects. */
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
  const { file, args, environment, folder, input } = sandbox.wrap(
    { ...task, environment: { ...task.environment, NODE_OPTIONS: nodeOptions(task, heapMegabytes) } },
    limits,
  );
  const { writable = [] } = task;
  if (sandbox.user) {
    const mounted = (task.mounts ?? []).map(({ from }) => from);
    for (const path of [task.folder, ...(task.readable ?? []), ...mounted]) letRead(path, sandbox.user);
    for (const path of writable) giveFolder(path, sandbox.user);
  }
  const printed = keepEnd();
  let ended: SandboxExit['ended'] = 'exit';
  let printedAt = began;
  const child = spawn(file, args, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', ...(input ? (['pipe'] as const) : [])],
    detached: true,
  });
  const { printedBytes } = withDefaults(limits);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printedAt = performance.now();
      if (printed.add(chunk) > printedBytes) end('printed');
    });
  }
  const filter = child.stdio[3];
  if (input && filter && 'end' in filter) {
    // It ended before it read it; its exit says so.
    filter.on('error', () => {});
    filter.end(input);
  }

  const end = (why: SandboxExit['ended']) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    if (ended === 'exit') ended = why;
    killTree(child.pid);
  };
  const clock = setTimeout(() => end('time'), limits.timeMs);
  let watch: Watch | null = null;
  if (child.pid !== undefined) {
    const ownTmp = sandbox.name === 'bubblewrap';
    watch = watchTask({
      ...{ pid: child.pid, limits, writable, ownTmp, printedAt: () => printedAt, over: end },
    });
  }
  const onAbort = () => end('killed');
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();

  const exited = new Promise<SandboxExit>((resolve) => {
    const settle = (code: number | null) => {
      clearTimeout(clock);
      watch?.stop();
      signal?.removeEventListener('abort', onAbort);
      if (ended === 'exit') ended = sweep(task, limits) ?? 'exit';
      else sweep(task, limits);
      const durationMs = performance.now() - began;
      resolve({ code, ended, durationMs, peakBytes: watch?.peakBytes() ?? 0, limits });
    };
    child.once('error', (error) => {
      printed.add(Buffer.from(`${error.message}\n`));
      if (child.pid === undefined) {
        ended = 'unstarted';
        settle(null);
      }
    });
    // What it started in the background may outlive it, and would hold its output open.
    child.once('exit', () => {
      if (child.pid === undefined) return;
      killTree(child.pid);
      const marker = environment[MARKER];
      // One may start another while it is looked for.
      for (let round = 0; marker && round < ROUNDS && killMarked(MARKER, marker) > 0; round += 1);
      const waited = setTimeout(() => {
        for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      }, CLOSE_MS);
      child.once('close', () => clearTimeout(waited));
    });
    child.once('close', (code) => settle(code));
  });
  return {
    pid: child.pid,
    output: printed.text,
    exited,
    kill() {
      end('killed');
      return exited;
    },
  };
}

function nodeOptions({ preload = [], environment }: SandboxTask, heapMegabytes: number): string {
  const own = environment?.NODE_OPTIONS;
  return [
    `--max-old-space-size=${heapMegabytes}`,
    ...preload.map((file) => `--require "${file}"`),
    ...(own ? [own] : []),
  ].join(' ');
}

/** Makes the output folders harmless. Their owner stays: another step may still write there. */
function sweep(task: SandboxTask, limits: Limits): LimitName | null {
  const { outputBytes, files } = withDefaults(limits);
  let over: LimitName | null = null;
  try {
    for (const folder of task.settle?.() ?? task.writable ?? []) {
      const swept = sweepOutput(folder, { within: [task.folder, ...(task.readable ?? [])] });
      if (swept.bytes > outputBytes) over ??= 'output';
      if (swept.files > files) over ??= 'files';
    }
  } catch {
    over = 'unsafe';
  }
  return over;
}
