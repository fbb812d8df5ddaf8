import { Command, Option } from 'commander';
import { IncidentStatus } from '../domain/phases.ts';
import { addAttach } from './add-attach.ts';
import { addRecording } from './add-recording.ts';
import { addRegroup } from './add-regroup.ts';
import { addTry } from './add-try.ts';
import { type CheckOptions, check, checkWhatIsCommitted } from './commands/check.ts';
import { approve, cancel, reject, retry, rollBack } from './commands/decide.ts';
import type { DownOptions } from './commands/down.ts';
import { RECORDINGS } from './commands/export-recordings.ts';
import { pause, revive } from './commands/healing.ts';
import { type IncidentsOptions, incidents } from './commands/incidents.ts';
import type { InitOptions } from './commands/init.ts';
import { type ReplayOptions, replay } from './commands/replay.ts';
import { type ResetOptions, reset } from './commands/reset.ts';
import type { RunServiceOptions } from './commands/run-service.ts';
import { detach, rotate, type ServicesOptions, services } from './commands/services.ts';
import { type ShowOptions, show } from './commands/show.ts';
import { status } from './commands/status.ts';
import { type TriggerOptions, trigger } from './commands/trigger.ts';
import { attempt } from './commands/try.ts';
import type { UpOptions } from './commands/up.ts';
import { watch } from './commands/watch.ts';
import type { CommandContext } from './context.ts';
import type { LocalContext } from './local-context.ts';
import { wholeNumber } from './whole-number.ts';

export interface ProgramParts {
  version: string;
  /** Made when a command is about to run. `exact`: texts of the server stay as they are. */
  context(options: { json: boolean; exact?: boolean }): CommandContext;
  /** SUTURE_KEY: the intake key to give a service. */
  key?: string | undefined;
  /** Starts the stack and attaches the repository in the user's folder. */
  up(options: UpOptions & { json: boolean }): Promise<number>;
  /** Ends the stack. */
  down(options: DownOptions & { json: boolean }): Promise<number>;
  /** Writes the suture.yaml of the repository in the user's folder. */
  init(options: InitOptions & { json: boolean }): number;
  /** For a command that works on the repository in the user's folder. */
  local(options: { json: boolean }): LocalContext;
  /** What is here and what is missing on this machine. */
  doctor(options: { json: boolean }): Promise<number>;
  /** Runs a service with the recorder preloaded. */
  runService(words: string[], options: RunServiceOptions): Promise<number>;
  /** Called with the exit code of the command that ran. */
  ended(code: number): void;
}

/** All commands. Each takes `--json`, before or after its name. */
export function createProgram(parts: ProgramParts): Command {
  const { version, context, local, key, up, down, init, doctor, runService, ended } = parts;
  const program = new Command('suture');
  const wantsJson = () => program.opts<{ json?: boolean }>().json === true;
  const run = async (command: (context: CommandContext) => Promise<number>, exact = false) =>
    ended(await command(context({ json: wantsJson(), exact })));

  program
    .description('Watches and steers Suture from the terminal.')
    .version(version)
    .option('--json', 'one JSON value on stdout, for a script')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Environment:
  SUTURE_URL   address of Suture; default: the stack that runs on this machine, else http://127.0.0.1:8000
  STATE_DIR    folder in which that stack keeps its state
  ADMIN_TOKEN  token for commands that change something, where Suture asks for one
  SUTURE_KEY   intake key that \`attach\` gives the service, at least 16 characters; default: generated
  NO_COLOR     no colours on a terminal

Exit codes:
  0 ok  1 failed  2 usage  3 unreachable  4 not found  5 not allowed  6 not possible now
  7 try: nothing fails  130 interrupted`,
    );

  program
    .command('up')
    .description('start Suture in the background, unless it runs, and attach the repository in this folder')
    .option('--branch <branch>', 'the branch that is healed; default: the one that is checked out')
    .option('--yes', 'do not ask; nothing is asked at present')
    .action(async (options: UpOptions) => ended(await up({ ...options, json: wantsJson() })));
  program
    .command('down')
    .description('stop Suture on this machine, with all its processes; what it knows stays')
    .option('--purge', 'ask, then remove what it kept: incidents, keys, databases', false)
    .option('--yes', 'do not ask', false)
    .action(async (options: DownOptions) => ended(await down({ ...options, json: wantsJson() })));
  program
    .command('status')
    .description('what runs since when, healing, counts, services, and open incidents')
    .action(() => run(status));
  program
    .command('incidents')
    .description('the newest incidents, newest first')
    .addOption(new Option('--status <status>', 'only those with this status').choices(IncidentStatus.options))
    .option('--fault <text>', 'only those whose fault code contains this')
    .option('--limit <number>', 'at most this many', wholeNumber, 50)
    .action((options: IncidentsOptions) => run((given) => incidents(options, given)));
  program
    .command('show')
    .description('one incident: what happened, what was found, tried and done, what is asked of you')
    .argument('<id>', 'such as LIVE-0001')
    .option('--patch', 'only the change of its fix, for: git apply', false)
    .action((id: string, options: ShowOptions) =>
      run((given) => show(upper(id), options, given), options.patch),
    );
  addRecording(program, run);
  program
    .command('watch')
    .description('everything as it happens; with an incident, until that one ends')
    .argument('[id]', 'such as LIVE-0001')
    .action((id?: string) => run((given) => watch(id && upper(id), given)));
  program
    .command('trigger')
    .description(
      'send the request of a declared fault once, or print it where no probe may be sent; exit code 1 when it does not fail',
    )
    .argument('<fault>', 'its code, or a part of it that only one fault has')
    .option('--print', 'print the request in any case', false)
    .action((fault: string, options: TriggerOptions) => run((given) => trigger(fault, options, given)));
  program
    .command('approve')
    .description('approve a proven fix, which is then pushed')
    .argument('<id>', 'an incident that awaits approval')
    .option('--reason <text>', 'for the timeline', '')
    .action((id: string, { reason }: { reason: string }) =>
      run((given) => approve(upper(id), reason, given)),
    );
  program
    .command('reject')
    .description('reject a proven fix; the reason goes to the next attempt')
    .argument('<id>', 'an incident that awaits approval')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, { reason }: { reason: string }) => run((given) => reject(upper(id), reason, given)));
  program
    .command('rollback')
    .description('roll back the fix of a resolved incident')
    .argument('<id>', 'a resolved incident')
    .option('--reason <text>', 'why', '')
    .action((id: string, { reason }: { reason: string }) =>
      run((given) => rollBack(upper(id), reason, given)),
    );
  program
    .command('cancel')
    .description('stop the heal of an open incident')
    .argument('<id>', 'an incident that has not ended')
    .option('--reason <text>', 'for the timeline', '')
    .action((id: string, { reason }: { reason: string }) => run((given) => cancel(upper(id), reason, given)));
  program
    .command('retry')
    .description('retry a failed incident')
    .argument('<id>', 'a failed, rolled back or cancelled incident')
    .action((id: string) => run((given) => retry(upper(id), given)));
  addRegroup(program, run);
  program
    .command('reset')
    .description(
      'delete incidents, clear cooldowns, restore the faulty code of services with baselines, and wait until it is live',
    )
    .option('--no-wait', 'return once it is requested')
    .option('--yes', 'do not ask')
    .action((options: ResetOptions) => run((given) => reset(options, given)));
  program
    .command('pause')
    .description('pause all heals')
    .option('--reason <text>', 'shown on the dashboard')
    .action(({ reason }: { reason?: string }) => run((given) => pause(reason, given)));
  program
    .command('revive')
    .description('continue all heals')
    .option('--reason <text>', 'for the record')
    .action(({ reason }: { reason?: string }) => run((given) => revive(reason, given)));
  const listed = program
    .command('services')
    .description('the attached services: what was checked, when each was heard, what is missing')
    .option('--dsn', 'only the DSN of each service whose key is kept here', false)
    .action((options: ServicesOptions) => run((given) => services(options, given)));
  listed
    .command('rotate')
    .description('give a service a new intake key; the old one is refused from now on')
    .argument('<name>', 'an attached service')
    .action((name: string) => run((given) => rotate(name, given)));
  addAttach(program, { run, key });
  program
    .command('run')
    .description('run a service so that its failing requests are reported: suture run -- npm start')
    .argument('<words...>', 'the command of the service, after --')
    .option('--service <name>', 'the attached service; default: that of the suture.yaml here')
    .action(async (words: string[], options: RunServiceOptions) => ended(await runService(words, options)));
  program
    .command('detach')
    .description('detach a service; its incidents stay')
    .argument('<name>', 'an attached service')
    .action((name: string) => run((given) => detach(name, given)));
  program
    .command('init')
    .description('write the suture.yaml of the service in this folder')
    .option('--root <folder>', 'the folder of the service, in a repository with several')
    .option('--name <name>', "the service's name; default: that of its package.json")
    .option('--force', 'replace a suture.yaml that is there', false)
    .option('--no-check', 'do not check it afterwards')
    .option('--yes', 'ask nothing; what cannot be found out stands in the file as a comment')
    .action(async ({ check: wanted, ...options }: InitOptions & { check: boolean }) => {
      const json = wantsJson();
      const code = init({ ...options, json });
      ended(code === 0 && wanted && !json ? await checkWhatIsCommitted(local({ json })) : code);
    });
  program
    .command('check')
    .description('check, in the sandbox, that the service in this folder can be healed')
    .option('--commit <commit>', 'a commit, branch or tag; default: HEAD')
    .action(async (options: CheckOptions) => ended(await check(options, local({ json: wantsJson() }))));
  program
    .command('replay')
    .description('replay the recordings of healed faults; fails when one is back')
    .option('--ref <commit>', 'a commit, branch or tag; default: HEAD')
    .option('--from <folder>', 'where the recordings are', RECORDINGS)
    .action(async (options: ReplayOptions) => ended(await replay(options, local({ json: wantsJson() }))));
  addTry(program, async (options) => ended(await attempt(options, local({ json: wantsJson() }))));
  program
    .command('doctor')
    .description('what is installed, missing and running on this machine')
    .action(async () => ended(await doctor({ json: wantsJson() })));
  return program;
}

function upper(id: string): string {
  return id.toUpperCase();
}
