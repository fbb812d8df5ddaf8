import type { ServiceDefinition } from '../../domain/service-definition.ts';
import type { CommandContext } from '../../stack/commands/command.ts';
import { duration, elapsed } from '../../stack/elapsed.ts';
import { createApi } from './api.ts';
import { type Cycle, runCycle } from './cycle.ts';
import type { Healed } from './heal-fault.ts';
import { healTable, RATIO_TARGET } from './table.ts';

export interface Shown {
  /** All heals of all cycles. */
  heals: Healed[];
  /** What failed, a sentence each. */
  problems: string[];
}

/**
 * Heals each fault and restores the faulty code, once for each cycle, and prints how long each part took.
 * @param base address of the app
 * @param service the definition of the demonstration
 * @param strict a heal slower than its target is a problem, not a note
 */
export async function runCycles(
  base: string,
  service: ServiceDefinition,
  { cycles, strict }: { cycles: number; strict: boolean },
  { environment, say, signal }: CommandContext,
): Promise<Shown> {
  const api = createApi(base, environment.ADMIN_TOKEN || undefined, signal);
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
  return { heals: done.flatMap(({ heals }) => heals), problems };
}
