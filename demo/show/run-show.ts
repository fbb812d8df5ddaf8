import { existsSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SutureError } from '../../domain/errors.ts';
import { isRunning } from '../../platform/process-identity.ts';
import type { CommandContext } from '../../stack/commands/command.ts';
import { elapsed } from '../../stack/elapsed.ts';
import { describeStateFolder, readRecord } from '../../stack/state.ts';
import { readDemonstration } from '../../stack/supervisor/demonstration.ts';
import { startStack } from '../../stack/supervisor/start-stack.ts';
import type { Healed } from './heal-fault.ts';
import { runCycles } from './run-cycles.ts';

export interface Cycles {
  /** Above 0. */
  cycles: number;
  /** A heal slower than its target counts as a failure. */
  strict: boolean;
}

/** @throws SutureError `bad_arguments`, naming the script of `package.json` that was called */
export function readCycles(script: string, args: string[]): Cycles {
  try {
    const { values } = parseArgs({
      args,
      options: { cycles: { type: 'string', default: '1' }, strict: { type: 'boolean', default: false } },
    });
    const cycles = Number(values.cycles);
    if (Number.isInteger(cycles) && cycles > 0) return { cycles, strict: values.strict };
  } catch {
    // The error below shows the usage.
  }
  throw new SutureError(
    'bad_arguments',
    `Usage: npm run ${script} -- [--cycles <number above 0>] [--strict]`,
  );
}

/**
 * Runs the cycles on a stack of its own, which starts empty and ends with them.
 * @param folder its state
 * @param check runs at the end, while the stack still runs, and returns further failures, a sentence each
 * @returns the exit code: 1 when anything did not hold
 */
export async function runShow(
  context: CommandContext,
  cycles: Cycles,
  folder: string,
  check: (heals: Healed[]) => Promise<string[]> = async () => [],
): Promise<number> {
  removeEarlier(folder);
  const { say } = context;
  const since = Date.now();
  const stack = await startStack({ ...context, environment: { ...context.environment, STATE_DIR: folder } });
  try {
    const { app, origin, temporal_ui, dashboard } = stack.record().addresses as Record<string, string>;
    say(`\nThe stack is up after ${elapsed(since)}.`);
    say(`  watch it: ${dashboard}${temporal_ui ? `, or as workflows: ${temporal_ui}` : ''}`);
    for (const [port, adapter] of Object.entries(stack.record().adapters)) say(`  ${port}: ${adapter}`);
    const service = await readDemonstration(origin as string);
    const { heals, problems } = await runCycles(app as string, service, cycles, context);
    problems.push(...(await check(heals)));
    for (const problem of problems) say(`DID NOT HOLD: ${problem}`);
    if (problems.length === 0) say('Everything held.');
    return problems.length === 0 ? 0 : 1;
  } finally {
    await stack.stop();
  }
}

/** A demo starts with an empty folder. When one runs already, its folder stays, and the start reports it. */
function removeEarlier(folder: string): void {
  const state = describeStateFolder(folder);
  const record = readRecord(state);
  if (record && (isRunning(record.supervisor) || record.processes.some(isRunning))) return;
  if (record && existsSync(state.root)) rmSync(state.root, { recursive: true, force: true });
}
