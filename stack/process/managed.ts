import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { SutureError } from '../../domain/errors.ts';
import { signalGroup } from '../../platform/end-process.ts';
import { identify, type ProcessIdentity } from '../../platform/process-identity.ts';
import type { LogFile } from './log-file.ts';
import { type Readiness, waitUntilUp } from './readiness.ts';

export interface ProcessSpec {
  name: string;
  command: string[];
  cwd: string;
  env: Record<string, string | undefined>;
  /** Run as someone else: PostgreSQL refuses to run as root. */
  user?: { uid: number; gid: number } | null;
  ready: Readiness;
  stopSignal?: NodeJS.Signals;
  /** How long it may take to stop before it is ended by force, in milliseconds. */
  patienceMs?: number;
}

export interface Managed {
  readonly name: string;
  readonly stopSignal: NodeJS.Signals;
  /** The process that runs now; null while it is down. */
  identity(): ProcessIdentity | null;
  /** How often it was restarted. */
  restarts(): number;
  stop(): Promise<void>;
}

export interface Supervision {
  log: LogFile;
  say(line: string): void;
  /** Receives the process before it is ready, so that it can be stopped and recorded from its first moment. */
  joined?(member: Managed): void;
  /** Called when the process has started or ended. */
  changed(): void;
  signal: AbortSignal;
  /** Words put before a command so that the kernel ends it with this process; none where it cannot. */
  guard(signal: NodeJS.Signals): string[];
}

/** A process that ends this often before it was ready once is broken. */
const FIRST_STARTS = 3;
const BACKOFF_MS = { first: 100, most: 5_000 };
/** After this time without an end, the next one counts as the first. */
const HEALTHY_MS = 30_000;

/**
 * Starts a process, waits until it is up, and from then on starts it again whenever it dies.
 * @throws SutureError `component_failed` with the end of its log, `interrupted` when the signal fires.
 */
export async function manage(spec: ProcessSpec, supervision: Supervision): Promise<Managed> {
  const stopSignal = spec.stopSignal ?? 'SIGTERM';
  const { log, say, signal } = supervision;
  const stopped = new AbortController();
  let current: Run | null = null;
  let restarts = 0;

  const member: Managed = {
    name: spec.name,
    stopSignal,
    identity: () => current?.identity() ?? null,
    restarts: () => restarts,
    async stop() {
      stopped.abort();
      await current?.stop(stopSignal, spec.patienceMs ?? 10_000);
    },
  };
  const launch = () => {
    current = startRun(spec, [...supervision.guard(stopSignal), ...spec.command], supervision);
    supervision.changed();
    return current;
  };
  supervision.joined?.(member);

  for (let attempt = 1; ; attempt += 1) {
    if (signal.aborted) throw interrupted();
    const run = launch();
    const outcome = await Promise.race([run.up, run.ended, aborted(signal)]);
    if (outcome === 'up') break;
    if (signal.aborted) {
      await member.stop();
      throw interrupted();
    }
    if (attempt === FIRST_STARTS) {
      const end = `The end of ${log.path}:\n${log.tail(15)}`;
      throw new SutureError('component_failed', `${spec.name} does not start. ${end}`);
    }
    await delay(BACKOFF_MS.first * 2 ** attempt);
  }
  void keepUp();
  return member;

  async function keepUp() {
    for (let backoff = BACKOFF_MS.first; ; backoff = Math.min(backoff * 2, BACKOFF_MS.most)) {
      const since = Date.now();
      const how = await (current as Run).ended;
      if (stopped.signal.aborted) return;
      if (Date.now() - since > HEALTHY_MS) backoff = BACKOFF_MS.first;
      say(`${spec.name} ended (${how}); starting it again`);
      await delay(backoff, undefined, { signal: stopped.signal }).catch(() => {});
      if (stopped.signal.aborted) return;
      restarts += 1;
      const run = launch();
      if ((await Promise.race([run.up, run.ended])) === 'up') say(`${spec.name} is up again`);
    }
  }
}

interface Run {
  identity(): ProcessIdentity | null;
  up: Promise<'up'>;
  /** How it ended: a signal's name or an exit code. */
  ended: Promise<string>;
  stop(signal: NodeJS.Signals, patienceMs: number): Promise<void>;
}

function startRun(spec: ProcessSpec, command: string[], { log, changed }: Supervision): Run {
  const [program, ...args] = command as [string, ...string[]];
  const child: ChildProcess = spawn(program, args, {
    cwd: spec.cwd,
    env: spec.env as NodeJS.ProcessEnv,
    detached: true,
    // Our own programs also end when their stdin closes, which it does however we end.
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(spec.user ?? {}),
  });
  const identity = child.pid === undefined ? null : identify(child.pid);
  let over: string | null = null;
  const gone = new AbortController();
  log.write(`--- ${spec.name} starts as process ${child.pid ?? '?'}\n`);
  child.stdin?.on('error', () => {});
  child.stdout?.on('data', (chunk: Buffer) => log.write(chunk));
  child.stderr?.on('data', (chunk: Buffer) => log.write(chunk));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  }).then((how) => {
    over = how;
    gone.abort();
    log.write(`--- ${spec.name} ended: ${how}\n`);
    changed();
    return how;
  });
  return {
    identity: () => (over === null ? identity : null),
    up: waitUntilUp(spec.ready, child, gone.signal).then(() => 'up' as const),
    ended,
    async stop(signal, patienceMs) {
      if (over !== null || child.pid === undefined) return;
      signalGroup(child.pid, signal);
      const timer = setTimeout(() => signalGroup(child.pid as number, 'SIGKILL'), patienceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function interrupted(): SutureError {
  return new SutureError('interrupted', 'Stopped on request.', { benign: true });
}
