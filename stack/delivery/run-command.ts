import { spawn } from 'node:child_process';
import type { ProcessLedger } from './process-ledger.ts';
import { signalGroup } from './process-ledger.ts';

export interface CommandOptions {
  /** For the ledger, such as `test of 1a2b3c4`. */
  what: string;
  command: string[];
  folder: string;
  environment: Record<string, string>;
  timeoutMs: number;
  signal: AbortSignal;
  ledger: ProcessLedger;
  onOutput(text: string): void;
}

export interface CommandResult {
  ok: boolean;
  /** Why it did not end with 0: `exit code 2`, `signal SIGKILL`, `took longer than 600 s`. Empty when ok. */
  reason: string;
  durationMs: number;
}

/** Runs a command with all its descendants in a process group of its own, so that ending it ends them too. */
export function runCommand(options: CommandOptions): Promise<CommandResult> {
  const { command, folder, environment, timeoutMs, signal, ledger, onOutput } = options;
  const started = performance.now();
  const result = (reason: string): CommandResult => ({
    ok: reason === '',
    reason,
    durationMs: Math.round(performance.now() - started),
  });
  if (signal.aborted) return Promise.resolve(result('stopped'));

  return new Promise((resolve) => {
    const child = spawn(command[0] as string, command.slice(1), {
      cwd: folder,
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stoppedBy = '';
    const stop = (why: string) => {
      stoppedBy ||= why;
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    };
    const onAbort = () => stop('stopped');
    const timer = setTimeout(() => stop(`took longer than ${Math.round(timeoutMs / 1000)} s`), timeoutMs);
    signal.addEventListener('abort', onAbort);
    if (child.pid !== undefined) ledger.add(child.pid, options.what);

    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', onOutput);
    const settle = (reason: string) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      if (child.pid !== undefined) {
        // A program that left children behind would keep its pipes open: they end with it.
        signalGroup(child.pid, 'SIGKILL');
        ledger.remove(child.pid);
      }
      resolve(result(reason));
    };
    child.on('error', (error) => settle(`cannot be run: ${error.message}`));
    child.on('close', (code, killedBy) => {
      settle(stoppedBy || (killedBy ? `signal ${killedBy}` : code === 0 ? '' : `exit code ${code}`));
    });
    child.on('exit', () => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    });
  });
}
