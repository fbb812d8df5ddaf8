import type { Environment } from '../../platform/find-program.ts';

export interface CommandContext {
  args: string[];
  environment: Environment;
  /** Root of the checkout. */
  root: string;
  say(line: string): void;
  /** Fires on Ctrl-C. */
  signal: AbortSignal;
}

/** Runs to its end and returns the exit code. A SutureError that it throws is printed as its sentence. */
export type Command = (context: CommandContext) => Promise<number>;
