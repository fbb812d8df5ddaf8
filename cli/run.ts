import { CommanderError } from 'commander';
import type { SourceTree } from '../domain/detection/source-tree.ts';
import { SutureError } from '../domain/errors.ts';
import type { ServiceDefinition } from '../domain/service-definition.ts';
import type { LocalStack } from '../stack/background/local-stack.ts';
import type { CheckReport } from '../stack/local/check-local.ts';
import type { Local } from '../stack/local/open-local.ts';
import { type Client, createClient } from './client.ts';
import { down } from './commands/down.ts';
import { init } from './commands/init.ts';
import { type RunServiceContext, runService } from './commands/run-service.ts';
import { up } from './commands/up.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { plain, plainDeep, safeJson } from './plain-text.ts';
import { createProgram } from './program.ts';
import { reportCheck } from './report-check.ts';
import { openTerminal, type Streams } from './terminal.ts';

export interface RunParts extends Streams {
  args: string[];
  environment: Record<string, string | undefined>;
  /** The address of Suture when SUTURE_URL is not set. */
  defaultUrl: string;
  /** Where the user stands. */
  folder: string;
  readTree(folder: string): SourceTree;
  /** What a suture.yaml says. */
  readDefinition(text: string): ServiceDefinition;
  /** Where the output of a service goes. */
  output: RunServiceContext['output'];
  /** The stack of this user on this machine. */
  stack: LocalStack;
  version: string;
  /** Asks a person for a yes; null where nobody can answer. */
  confirm(question: string, signal: AbortSignal): Promise<boolean | null>;
  doctor(args: string[]): Promise<number>;
  /** Folder of the built recorder, as a URL. */
  recorder: string;
  /** The processes below one. */
  processesBelow(pid: number): number[];
  /** Calls back when the npm that started this process is gone; returns what ends the watch. */
  whenStarterGone(gone: () => void): () => void;
  /** What the user's shell has, for a program of the user; absent: `environment`. */
  userEnvironment?: Record<string, string | undefined>;
  /** Opens the user's repository for a command that needs no Suture. */
  openLocal(options: OpenLocal): Promise<Local>;
  signal: AbortSignal;
}

/** Which commit, and where what happens before it can be read is written. */
export interface OpenLocal {
  commit: string | undefined;
  say(line: string): void;
}

/**
 * Runs one command line to its end.
 * @returns the exit code
 */
export async function run(parts: RunParts): Promise<number> {
  const { args, environment, signal } = parts;
  const terminal = openTerminal(parts, environment);
  let json = args.includes('--json');
  let code: number = EXIT.ok;
  const { folder, stack } = parts;
  const confirm = (question: string) => parts.confirm(question, signal);
  const openClient = (base: string, exact = json): Client => {
    const token = environment.ADMIN_TOKEN || undefined;
    return createClient({
      base,
      ...(token && { token }),
      signal,
      // A person is shown text; a script gets what there is, escaped by its JSON.
      ...(!exact && { received: plainDeep }),
    });
  };
  const program = createProgram({
    version: parts.version,
    context(options) {
      json = options.json;
      const client = openClient(addressOf(environment, parts.defaultUrl), json || options.exact);
      const running = environment.SUTURE_URL ? null : stack.running();
      const user = environment.USER || 'a person';
      const suture = environment.SUTURE_URL || 'embedded';
      const keys = {
        find: (service: string) => stack.keys.find(suture, service),
        keep: (service: string, key: string) => stack.keys.keep(suture, service, key),
      };
      return { client, terminal, json, signal, confirm, stack: running, keys, user };
    },
    up: (options) => {
      json = options.json;
      const elsewhere = environment.SUTURE_URL && addressOf(environment, '');
      const key = environment.SUTURE_KEY || undefined;
      const { readDefinition, readTree } = parts;
      const reading = { readDefinition, readTree };
      return up(options, { folder, stack, elsewhere, key, openClient, ...reading, terminal, json });
    },
    down: (options) => {
      json = options.json;
      return down(options, { stack, terminal, json, confirm });
    },
    key: environment.SUTURE_KEY || undefined,
    init: (options) => {
      json = options.json;
      return init(options, { folder: parts.folder, readTree: parts.readTree, terminal, json });
    },
    local: (options) => {
      json = options.json;
      const openLocal = (commit: string | undefined) => parts.openLocal({ commit, say: terminal.note });
      const live = parts.stdout.isTTY === true && environment.TERM !== 'dumb';
      const report = async (check: CheckReport) => {
        if (!environment.SUTURE_URL && !stack.running()) return;
        await reportCheck(openClient(addressOf(environment, parts.defaultUrl)), check);
      };
      return { openLocal, report, terminal, json, live, signal, folder: parts.folder };
    },
    runService: (words, options) =>
      runService(words, options, {
        folder: parts.folder,
        environment: parts.userEnvironment ?? environment,
        keys: stack.keys,
        elsewhere: environment.SUTURE_URL || undefined,
        base: addressOf(environment, parts.defaultUrl),
        readDefinition: parts.readDefinition,
        output: parts.output,
        recorder: parts.recorder,
        processesBelow: parts.processesBelow,
        whenStarterGone: parts.whenStarterGone,
        note: terminal.note,
      }),
    doctor: (options) => parts.doctor(options.json ? ['--json'] : []),
    ended: (ended) => {
      code = ended;
    },
  });
  const output = {
    writeOut: (text: string) => void parts.stdout.write(text),
    writeErr: (text: string) => void parts.stderr.write(text),
  };
  const commands = program.commands.flatMap((command) => [command, ...command.commands]);
  for (const command of [program, ...commands]) command.exitOverride().configureOutput(output);
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has printed the problem or the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (signal.aborted) return EXIT.interrupted;
    const { type, message } =
      error instanceof SutureError
        ? error
        : { type: 'unexpected', message: String(error instanceof Error ? error.stack : error) };
    terminal.note(json ? safeJson({ error: { code: type, message } }, 0) : plain(message));
    return exitCodeOf(error);
  }
}

function addressOf({ SUTURE_URL }: RunParts['environment'], otherwise: string): string {
  const base = SUTURE_URL || otherwise;
  if (URL.canParse(base) && /^https?:$/.test(new URL(base).protocol)) return base;
  throw new SutureError(
    'usage',
    `SUTURE_URL is ${base}, which is not an http address. Set it to one such as http://127.0.0.1:8000.`,
  );
}
