import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { SutureError } from '../../domain/errors.ts';
import { awaitHealth } from './await-health.ts';
import { type ProcessLedger, signalGroup } from './process-ledger.ts';
import type { ReleaseLog } from './release-log.ts';

export interface ReleaseStart {
  sha: string;
  folder: string;
  command: string[];
  environment: Record<string, string>;
  healthPath: string;
  buildPath: string;
  deadlineMs: number;
  log: ReleaseLog;
  ledger: ProcessLedger;
  signal: AbortSignal;
}

/** A release that is up. */
export interface ReleaseProcess {
  readonly sha: string;
  readonly pid: number;
  readonly port: number;
  /** Resolves when it has ended, with `exit code 1` or `signal SIGKILL`. */
  readonly exited: Promise<string>;
  hasExited(): boolean;
  /** SIGTERM; SIGKILL when it is still there after `graceMs`. Resolves when it has ended. */
  stop(graceMs: number): Promise<void>;
}

/** A port that was free a moment ago may be taken when the release binds it. */
const PORT_TRIES = 3;

/**
 * Starts a release on a free loopback port and waits until it is up. Its standard input is a pipe that closes when
 * this process dies in whatever way; with `EXIT_WITH_PARENT=1` the release takes that as the sign to end.
 * @throws SutureError `release_failed` when it ended, `release_unhealthy` when it did not come up in time
 */
export async function startRelease(start: ReleaseStart): Promise<ReleaseProcess> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startOnce(start, await freePort());
    } catch (error) {
      const taken = /EADDRINUSE/.test(String((error as Error).message));
      if (!taken || tries === PORT_TRIES || start.signal.aborted) throw error;
    }
  }
}

async function startOnce(start: ReleaseStart, port: number): Promise<ReleaseProcess> {
  const { sha, log, ledger } = start;
  const child = spawn(start.command[0] as string, start.command.slice(1), {
    cwd: start.folder,
    env: {
      ...start.environment,
      PORT: String(port),
      HOST: '127.0.0.1',
      BUILD_SHA: sha,
      EXIT_WITH_PARENT: '1',
    },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = watchExit(child, ledger);
  const pid = child.pid;
  if (pid !== undefined) ledger.add(pid, `release ${sha.slice(0, 7)}`);
  child.stdin.on('error', () => {});
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => log.write(text));
  }

  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async (graceMs: number) => {
    if (pid === undefined || hasExited()) return;
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
    child.kill('SIGTERM');
    await exited;
    clearTimeout(timer);
  };

  const ended = new AbortController();
  const health = awaitHealth({
    baseUrl: `http://127.0.0.1:${port}`,
    healthPath: start.healthPath,
    buildPath: start.buildPath,
    sha,
    deadlineMs: start.deadlineMs,
    signal: AbortSignal.any([start.signal, ended.signal]),
  });
  const outcome = await Promise.race([
    health.then(
      () => 'up' as const,
      (error: unknown) => error as Error,
    ),
    exited,
  ]);
  if (outcome === 'up' && pid !== undefined) return { sha, pid, port, exited, hasExited, stop };
  ended.abort();
  await stop(0);
  const said = log.tail() ? `\n${log.tail()}` : '';
  if (outcome instanceof Error)
    throw new SutureError('release_unhealthy', outcome.message + said, { cause: outcome });
  throw new SutureError('release_failed', `The release ended before it was up (${outcome}).${said}`);
}

/** Resolves once the process has ended and all that it printed has been read. */
function watchExit(child: ChildProcess, ledger: ProcessLedger): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve(`cannot be run: ${error.message}`);
    });
    child.on('exit', () => {
      if (child.pid === undefined) return;
      signalGroup(child.pid, 'SIGKILL');
      ledger.remove(child.pid);
    });
    child.on('close', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
