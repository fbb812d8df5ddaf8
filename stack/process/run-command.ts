import { spawn } from 'node:child_process';
import { SutureError } from '../../domain/errors.ts';
import { signalGroup } from '../../platform/end.ts';
import { elapsed } from '../elapsed.ts';

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  signal: AbortSignal;
  /** Told every `everyMs` how long it has been running. */
  progress?: { say(line: string): void; label: string; everyMs?: number };
  timeoutMs?: number;
  user?: { uid: number; gid: number } | null;
}

export interface CommandResult {
  code: number | null;
  /** Standard output. */
  stdout: string;
  /** The last lines of both outputs, for an error message. */
  tail: string;
}

/**
 * Runs a program to its end, in a process group of its own, so that stopping it also stops what it started.
 * @throws SutureError `interrupted` when `signal` fires, `command_missing` when there is no such program.
 */
export async function runCommand(
  command: string,
  args: string[],
  options: CommandOptions,
): Promise<CommandResult> {
  if (options.signal.aborted) throw interrupted();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env as NodeJS.ProcessEnv | undefined,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.user ?? {}),
  });
  let stdout = '';
  let both = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    both = (both + text).slice(-8_000);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    both = (both + text).slice(-8_000);
  });
  const since = Date.now();
  const { progress } = options;
  const ticker = progress
    ? setInterval(() => progress.say(`${progress.label}: ${elapsed(since)}`), progress.everyMs ?? 15_000)
    : undefined;
  const stop = () => child.pid !== undefined && signalGroup(child.pid, 'SIGKILL');
  const timer = options.timeoutMs ? setTimeout(stop, options.timeoutMs) : undefined;
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', (cause) =>
        reject(
          new SutureError('command_missing', `${command} could not be run: ${cause.message}`, { cause }),
        ),
      );
      child.once('close', resolve);
    });
    if (options.signal.aborted) throw interrupted();
    return { code, stdout, tail: both.trim().split('\n').slice(-12).join('\n') };
  } finally {
    clearInterval(ticker);
    clearTimeout(timer);
    options.signal.removeEventListener('abort', stop);
  }
}

function interrupted(): SutureError {
  return new SutureError('interrupted', 'Stopped on request.', { benign: true });
}
