import type { Command } from 'commander';
import { merge, split } from './commands/regroup.ts';
import type { CommandContext } from './context.ts';

/** Adds `suture merge` and `suture split`, which correct which failures are one fault. */
export function addRegroup(
  program: Command,
  run: (command: (context: CommandContext) => Promise<number>) => Promise<void>,
): void {
  program
    .command('merge')
    .description('count failures of an undeclared fault in another incident from now on')
    .argument('<id>', 'an incident of a fault that nobody declared')
    .argument('<into>', 'the incident in which they count')
    .action((id: string, into: string) => run((given) => merge(id.toUpperCase(), into.toUpperCase(), given)));
  program
    .command('split')
    .description(
      'undo merges into an undeclared fault; where there are none, tell its failures apart by message',
    )
    .argument('<id>', 'an incident of a fault that nobody declared')
    .action((id: string) => run((given) => split(id.toUpperCase(), given)));
}
