import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { IncidentStatus } from '../domain/phases.ts';
import { approve, reject, retry, rollBack } from './commands/decide.ts';
import { pause, revive } from './commands/healing.ts';
import { type IncidentsOptions, incidents } from './commands/incidents.ts';
import { reset } from './commands/reset.ts';
import { show } from './commands/show.ts';
import { status } from './commands/status.ts';
import { trigger } from './commands/trigger.ts';
import { watch } from './commands/watch.ts';
import { completion, type Shell, shells } from './completion/completion.ts';
import type { CommandContext } from './context.ts';

export interface ProgramParts {
  /** Made when a command is about to run, once it is known whether JSON is wanted. */
  context(options: { json: boolean }): CommandContext;
  /** What is here and what is missing on this machine. */
  doctor(options: { json: boolean }): Promise<number>;
  /** Told the exit code of the command that ran. */
  ended(code: number): void;
}

/** All commands. Every one takes `--json`, before or after its name. */
export function createProgram({ context, doctor, ended }: ProgramParts): Command {
  const program = new Command('suture');
  const wantsJson = () => program.opts<{ json?: boolean }>().json === true;
  const run = async (command: (context: CommandContext) => Promise<number>) =>
    ended(await command(context({ json: wantsJson() })));

  program
    .description('Watches and steers Suture from the terminal.')
    .option('--json', 'one JSON value on stdout, for a script')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Environment:
  SUTURE_URL   where the app is; absent: the stack that runs from this folder, else http://127.0.0.1:8000
  ADMIN_TOKEN  the token for everything that changes something, where the app asks for one
  NO_COLOR     no colours, on a terminal either

Exit codes:
  0 ok  1 failed  2 usage  3 unreachable  4 not found  5 not allowed  6 not possible now  130 interrupted`,
    );

  program
    .command('status')
    .description('what is going on: healing, counts, and what is open')
    .action(() => run(status));
  program
    .command('incidents')
    .description('the newest incidents, newest first')
    .addOption(new Option('--status <status>', 'only these').choices(IncidentStatus.options))
    .option('--fault <text>', 'only those whose fault code has this in it')
    .option('--limit <number>', 'at most so many', wholeNumber, 50)
    .action((options: IncidentsOptions) => run((given) => incidents(options, given)));
  program
    .command('show')
    .description('one incident: what happened, what was found, tried and done, what is asked of you')
    .argument('<id>', 'such as LIVE-0001')
    .action((id: string) => run((given) => show(upper(id), given)));
  program
    .command('watch')
    .description('everything as it happens; with an incident, until that one ends')
    .argument('[id]', 'such as LIVE-0001')
    .action((id?: string) => run((given) => watch(id && upper(id), given)));
  program
    .command('trigger')
    .description('hit a fault once; exit code 1 when it does not fail')
    .argument('<fault>', 'its code, or a part of it that only one has')
    .action((fault: string) => run((given) => trigger(fault, given)));
  program
    .command('approve')
    .description('let a proven fix be pushed')
    .argument('<id>', 'an incident that awaits approval')
    .option('--reason <text>', 'for the timeline', '')
    .action((id: string, { reason }: { reason: string }) =>
      run((given) => approve(upper(id), reason, given)),
    );
  program
    .command('reject')
    .description('refuse a proven fix; the next attempt is told why')
    .argument('<id>', 'an incident that awaits approval')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, { reason }: { reason: string }) => run((given) => reject(upper(id), reason, given)));
  program
    .command('rollback')
    .description('take the fix of a resolved incident back')
    .argument('<id>', 'a resolved incident')
    .option('--reason <text>', 'why', '')
    .action((id: string, { reason }: { reason: string }) =>
      run((given) => rollBack(upper(id), reason, given)),
    );
  program
    .command('retry')
    .description('heal an incident again that ended without a fix')
    .argument('<id>', 'a failed, rolled back or cancelled incident')
    .action((id: string) => run((given) => retry(upper(id), given)));
  program
    .command('reset')
    .description('delete all incidents, clear cooldowns, put the faulty code back, and wait until it is live')
    .option('--no-wait', 'only ask for it')
    .action((options: { wait: boolean }) => run((given) => reset(options, given)));
  program
    .command('pause')
    .description('let heals wait where they are')
    .option('--reason <text>', 'shown to everybody who looks')
    .action(({ reason }: { reason?: string }) => run((given) => pause(reason, given)));
  program
    .command('revive')
    .description('let heals go on')
    .option('--reason <text>', 'for the record')
    .action(({ reason }: { reason?: string }) => run((given) => revive(reason, given)));
  program
    .command('doctor')
    .description('what is here, what is missing, what runs on this machine')
    .action(async () => ended(await doctor({ json: wantsJson() })));
  program
    .command('completion')
    .description('a completion script for bash, zsh or fish')
    .addArgument(new Argument('<shell>', 'for which it is').choices(shells))
    .action((shell: Shell) =>
      run(async ({ terminal }) => {
        terminal.say(completion(shell, program));
        return 0;
      }),
    );
  return program;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

function upper(id: string): string {
  return id.toUpperCase();
}
