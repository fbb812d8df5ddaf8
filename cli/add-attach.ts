import type { Command } from 'commander';
import { type AttachOptions, attach } from './commands/attach.ts';
import type { CommandContext } from './context.ts';
import { wholeNumber } from './whole-number.ts';

/** Adds `suture attach`. @param key the intake key to give the service; undefined: the server makes one for a new service */
export function addAttach(
  program: Command,
  {
    run,
    key,
  }: { run(command: (context: CommandContext) => Promise<number>): Promise<void>; key: string | undefined },
): void {
  program
    .command('attach')
    .description('attach a service, or change an attached one')
    .argument('<name>', 'as in its suture.yaml')
    .requiredOption('--repository <place>', '/path, github:owner/repo or lambda:function')
    .option('--branch <branch>', 'the branch that is delivered', 'main')
    .option('--url <url>', 'where the service answers; default: as its recorder reports')
    .option(
      '--delivery <place>',
      'watched, local:<url>, or github-actions:[owner/repo/]<workflow>',
      'watched',
    )
    .option('--wait <seconds>', 'end only when its suture.yaml was read, or after this time', wholeNumber)
    .action((name: string, options: AttachOptions) => run((given) => attach(name, options, key, given)));
}
