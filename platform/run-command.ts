import { spawn } from 'node:child_process';
import { signalGroup } from './end-process.ts';
import type { Environment } from './find-program.ts';

export interface CommandOptions {
  command: string[];
  folder?: string | undefined;
  /** Absent: that of this process. */
  environment?: Environment | undefined;
  /** Absent: no limit. */
  timeoutMs?: number | undefined;
  signal: AbortSignal;
  user?: { uid: number; gid: number } | null | undefined;
  /** Standard input. Absent: empty. */
  input?: string;
  /** Receives both outputs as they are written. */
  onOutput?(text: string): void;
  /** Called with the process id, which is also the id of its group, when it starts and when the group has ended. */
  onStart?(pid: number): void;
  onEnd?(pid: number): void;
}

export interface CommandResult {
  /** It ended by itself with 0. */
  ok: boolean;
  /** Why it is not ok: `exit code 2`, `signal SIGKILL`, `took longer than 600 s`, `stopped`, `cannot be run: …`. */
  reason: string;
  code: number | null;
  stdout: string;
  /** The last 8,000 characters of both outputs. */
  tail: string;
  durationMs: number;
}

const TAIL_CHARACTERS = 8_000;

/**
 * Runs a command with all its descendants in a process group of its own, so that ending it ends them too. Never
 * rejects. Children that outlive the command are killed.
 */
export function runCommand(options: CommandOptions): Promise<CommandResult> {
  const { command, timeoutMs, signal, onOutput } = options;
  const started = performance.now();
  let stdout = '';
  let tail = '';
  const result = (reason: string, code: number | null = null): CommandResult => ({
    ok: reason === '',
    reason,
    code,
    stdout,
    tail,
    durationMs: Math.round(performance.now() - started),
  });
  if (signal.aborted) return Promise.resolve(result('stopped'));

  return new Promise((resolve) => {
    const child = spawn(command[0] as string, command.slice(1), {
      cwd: options.folder,
      env: options.environment as NodeJS.ProcessEnv,
      detached: true,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(options.user ?? {}),
    });
    const { pid } = child;
    let stoppedBy = '';
    const killGroup = () => pid !== undefined && signalGroup(pid, 'SIGKILL');
    const stop = (why: string) => {
      stoppedBy ||= why;
      killGroup();
    };
    const onAbort = () => stop('stopped');
    const timer = timeoutMs
      ? setTimeout(() => stop(`took longer than ${Math.round(timeoutMs / 1000)} s`), timeoutMs)
      : undefined;
    signal.addEventListener('abort', onAbort);
    if (pid !== undefined) options.onStart?.(pid);
    child.stdin?.on('error', () => {}).end(options.input);

    const read = (text: string, isStdout: boolean) => {
      if (isStdout) stdout += text;
      tail = (tail + text).slice(-TAIL_CHARACTERS);
      onOutput?.(text);
    };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => read(text, true));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => read(text, false));
    const settle = (reason: string, code: number | null = null) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      if (pid !== undefined) options.onEnd?.(pid);
      resolve(result(reason, code));
    };
    child.on('error', (error) => settle(`cannot be run: ${error.message}`));
    // A program that left children behind would keep its pipes open: they end with it.
    child.on('exit', killGroup);
    child.on('close', (code, killedBy) => {
      settle(stoppedBy || (killedBy ? `signal ${killedBy}` : code === 0 ? '' : `exit code ${code}`), code);
    });
  });
}
