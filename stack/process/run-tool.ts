import { SutureError } from '../../domain/errors.ts';
import { runCommand } from '../../platform/run-command.ts';
import { elapsed } from '../elapsed.ts';

export interface ToolOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  signal: AbortSignal;
  /** Receives a line every `everyMs` with the time that has passed. */
  progress?: { say(line: string): void; label: string; everyMs?: number };
  timeoutMs?: number;
  user?: { uid: number; gid: number } | null;
}

export interface ToolResult {
  code: number | null;
  /** Standard output. */
  stdout: string;
  /** The last lines of both outputs, for an error message. */
  tail: string;
}

/**
 * Runs a program to its end with all that it starts.
 * @throws SutureError `interrupted` when `signal` fires, `command_missing` when the program cannot be started
 */
export async function runTool(program: string, args: string[], options: ToolOptions): Promise<ToolResult> {
  const { progress, signal, timeoutMs, user } = options;
  const since = Date.now();
  const ticker = progress
    ? setInterval(() => progress.say(`${progress.label}: ${elapsed(since)}`), progress.everyMs ?? 15_000)
    : undefined;
  const result = await runCommand({
    command: [program, ...args],
    folder: options.cwd,
    environment: options.env,
    timeoutMs,
    signal,
    user,
  }).finally(() => clearInterval(ticker));
  if (signal.aborted) throw new SutureError('interrupted', 'Stopped on request.', { benign: true });
  if (result.reason.startsWith('cannot be run')) {
    throw new SutureError('command_missing', `${program} ${result.reason}`);
  }
  return {
    code: result.code,
    stdout: result.stdout,
    tail: result.tail.trim().split('\n').slice(-12).join('\n'),
  };
}
