import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SutureError } from '../../domain/errors.ts';
import type { ServiceDefinition } from '../../domain/service-definition.ts';
import { createApi } from '../demo/api.ts';
import { type Cycle, runCycle } from '../demo/cycle.ts';
import { healTable, RATIO_TARGET } from '../demo/table.ts';
import { duration, elapsed } from '../elapsed.ts';
import { isRunning } from '../process/identity.ts';
import { describeStateFolder, readRecord } from '../state.ts';
import { startStack } from '../supervisor/start-stack.ts';
import type { Command, CommandContext } from './command.ts';

/**
 * `npm run demo [-- --cycles N] [--strict]`: heals each fault and puts them back, N times, on a stack of its own that
 * starts empty. Exit code 1 when anything did not hold; a heal slower than its target counts only with `--strict`.
 */
export const runDemo: Command = async (context) => {
  const { cycles, strict } = readArguments(context.args);
  // Its own folder: what `npm start` keeps is not touched, and may run meanwhile.
  const folder = context.environment.STATE_DIR || join('.suture', 'demo');
  removeEarlier(folder);
  const { say } = context;
  const since = Date.now();
  const stack = await startStack({ ...context, environment: { ...context.environment, STATE_DIR: folder } });
  try {
    const { app, temporal_ui, dashboard } = stack.record().addresses as Record<string, string>;
    say(`\nThe stack is up after ${elapsed(since)}.`);
    say(`  watch it: ${dashboard}${temporal_ui ? `, or as workflows: ${temporal_ui}` : ''}`);
    for (const [port, adapter] of Object.entries(stack.record().adapters)) say(`  ${port}: ${adapter}`);
    const problems = await runCycles(app as string, cycles, strict, context);
    for (const problem of problems) say(`DID NOT HOLD: ${problem}`);
    if (problems.length === 0) say('Everything held.');
    return problems.length === 0 ? 0 : 1;
  } finally {
    await stack.stop();
  }
};

function readArguments(args: string[]): { cycles: number; strict: boolean } {
  try {
    const { values } = parseArgs({
      args,
      options: { cycles: { type: 'string', default: '1' }, strict: { type: 'boolean', default: false } },
    });
    const cycles = Number(values.cycles);
    if (Number.isInteger(cycles) && cycles > 0) return { cycles, strict: values.strict };
  } catch {
    // Told below.
  }
  throw new SutureError('bad_arguments', 'Usage: npm run demo -- [--cycles <number above 0>] [--strict]');
}

/** A demo begins with nothing; one that runs is left alone, and the start says so. */
function removeEarlier(folder: string): void {
  const state = describeStateFolder(folder);
  const record = readRecord(state);
  if (record && (isRunning(record.supervisor) || record.processes.some(isRunning))) return;
  if (record && existsSync(state.root)) rmSync(state.root, { recursive: true, force: true });
}

async function runCycles(
  base: string,
  cycles: number,
  strict: boolean,
  { config, environment, say, signal }: CommandContext,
): Promise<string[]> {
  const api = createApi(base, environment.ADMIN_TOKEN || undefined, signal);
  const service = config.services[0] as ServiceDefinition;
  const faults = service.faults.flatMap((fault) =>
    fault.probe.kind === 'http' ? [{ fault, probe: fault.probe }] : [],
  );
  const since = Date.now();
  const done: Cycle[] = [];
  // A terminal without a size, as some recorders give, has no room for a list.
  const live = process.stdout.isTTY === true && process.stdout.columns > 0 && !environment.CI;
  try {
    for (let cycle = 1; cycle <= cycles; cycle += 1) {
      say(cycles > 1 ? `\nCycle ${cycle} of ${cycles}` : '');
      done.push(await runCycle({ api, service, faults, live, say }));
    }
  } finally {
    api.close();
  }
  const problems: string[] = [];
  for (const [index, { heals, back }] of done.entries()) {
    say(`\n${cycles > 1 ? `Cycle ${index + 1}: w` : 'W'}hat took how long`);
    for (const line of healTable(heals)) say(line);
    const healing = heals.reduce((sum, heal) => sum + (heal.stages?.total ?? 0), 0);
    say(`all heals ${duration(healing)}, reset ${duration(back.ms)}, each fault fires again`);
    for (const { code, stages, problem } of heals) {
      if (problem) problems.push(`${code}: ${problem}`);
      else if (stages === null) problems.push(`${code}: its timeline lacks a stage`);
      else if (stages.ratio === null || stages.ratio > RATIO_TARGET) {
        const slow = `${code} took ${stages.ratio?.toFixed(2) ?? 'an unknown number of'} times its unavoidable work; the target is ${RATIO_TARGET}`;
        if (strict) problems.push(slow);
        else say(`note: ${slow}`);
      }
    }
    problems.push(...back.problems);
  }
  say(`\nThe whole show took ${elapsed(since)}, set-up aside.`);
  return problems;
}
