import { SutureError } from '../domain/errors.ts';
import { outliveOutput } from '../platform/outlive-output.ts';
import { runBench } from './commands/bench.ts';
import { runCheckDelivery } from './commands/check-delivery.ts';
import type { Command } from './commands/command.ts';
import { runDemo } from './commands/demo.ts';
import { runDemoCloud } from './commands/demo-cloud.ts';
import { runDoctor } from './commands/doctor.ts';
import { runScreenshots } from './commands/screenshots.ts';
import { runStart } from './commands/start.ts';
import { runTests } from './commands/test.ts';

const COMMANDS: Record<string, Command> = {
  start: runStart,
  demo: runDemo,
  'demo-cloud': runDemoCloud,
  doctor: runDoctor,
  screenshots: runScreenshots,
  test: runTests,
  'check-delivery': runCheckDelivery,
  bench: runBench,
};

/** What a shell expects of a program that a signal ended: 128 and the signal's number. */
const SIGNAL_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs one command to its end, in the current folder (the root of the checkout).
 * @returns the exit code
 */
export async function main(
  name: string,
  args: string[],
  environment: Record<string, string | undefined>,
): Promise<number> {
  outliveOutput();
  const command = COMMANDS[name];
  if (!command) {
    console.error(`${name} is not a command. Commands: ${Object.keys(COMMANDS).join(', ')}.`);
    return 2;
  }
  const stopped = new AbortController();
  let code: number | null = null;
  for (const [signal, exitCode] of Object.entries(SIGNAL_CODES)) {
    process.on(signal, () => {
      if (code === null) console.log('\nStopping…');
      code ??= exitCode;
      stopped.abort();
    });
  }
  try {
    const result = await command({
      args,
      environment,
      root: process.cwd(),
      say: (line) => console.log(line),
      signal: stopped.signal,
    });
    return code ?? result;
  } catch (error) {
    if (code !== null) return code;
    if (error instanceof SutureError) console.error(error.message);
    else console.error(error);
    return 1;
  }
}
