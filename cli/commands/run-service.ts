import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SutureError } from '../../domain/errors.ts';
import { DEFINITION_FILE, type ServiceDefinition } from '../../domain/service-definition.ts';
import type { LocalStack } from '../../stack/background/local-stack.ts';
import { dsnOf } from '../dsn.ts';
import { topFolderOf } from '../local-repository.ts';
import { watchOutput } from '../output/watch-output.ts';

export interface RunServiceOptions {
  /** The attached service; default: the one that the suture.yaml here names. */
  service?: string;
}

export interface RunServiceContext {
  folder: string;
  /** The user's own, which the service gets whole. */
  environment: Record<string, string | undefined>;
  keys: LocalStack['keys'];
  /** SUTURE_URL: a Suture that runs elsewhere. */
  elsewhere: string | undefined;
  /** The address of Suture. */
  base: string;
  readDefinition(text: string): ServiceDefinition;
  /** The files of `suture-recorder`, as a URL that ends with a slash. */
  recorder: string;
  /** Where the output of the service goes. */
  output: { stdout: NodeJS.WritableStream & { isTTY?: boolean }; stderr: NodeJS.WritableStream };
  /** For a person, beside what the service writes. */
  note(line: string): void;
  /** The processes below one. */
  processesBelow(pid: number): number[];
  /** Calls back when the npm that started this process is gone; returns what ends the watch. */
  whenStarterGone(gone: () => void): () => void;
}

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a service with the recorder preloaded, also where npm or another program starts it. Its input and output, signals
 * and exit code pass through.
 * @param words the command of the service
 * @throws SutureError `usage` when the service, its key or its program is not known
 */
export async function runService(
  words: string[],
  options: RunServiceOptions,
  context: RunServiceContext,
): Promise<number> {
  const { environment, recorder } = context;
  const definition = readDefinition(context);
  const dsn = environment.SUTURE_DSN || findDsn(options.service ?? definition?.name, context);
  const register = fileURLToPath(new URL('register.cjs', recorder));
  if (!existsSync(register)) {
    throw new SutureError('usage', 'The recorder is not built. Build it: node tools/build.mjs recorder');
  }
  await noteWhenAway(dsn, context.note);
  // Not by `--import`: with it Node reads the first file as a module, past what `-r ts-node/register` and its like would do.
  const preload = `--require="${register.replace(/[\\"]/g, '\\$&')}"`;
  const given = environment.NODE_OPTIONS;
  const watch = watchOutput(dsn, definition?.faults.map(({ logMarker }) => logMarker) ?? []);
  const env = {
    ...coloursFor(context),
    ...environment,
    ...watch.environment,
    ...{ SUTURE_DSN: dsn, NODE_OPTIONS: given ? `${given} ${preload}` : preload },
  };
  const stdio: StdioOptions = ['inherit', 'pipe', 'pipe'];
  const code = await run(words, { cwd: context.folder, env, stdio }, context, (child) =>
    watch.follow(child, context.output),
  ).finally(watch.end);
  // A crash leaves its request on disk, and this service may not start again.
  if (code !== 0) {
    const flush = [process.execPath, fileURLToPath(new URL('flush.js', recorder))];
    await run(
      flush,
      { cwd: context.folder, env: { ...environment, SUTURE_DSN: dsn }, stdio: 'ignore' },
      context,
    );
  }
  return code;
}

/** How long a Suture has to answer before the service starts, in milliseconds. */
const ANSWER_MS = 2_000;

/** The service runs without Suture, too; its recorder keeps failing requests on disk until one answers. */
async function noteWhenAway(dsn: string, note: (line: string) => void): Promise<void> {
  const { origin } = new URL(dsn);
  const answers = await fetch(new URL('/up', origin), { signal: AbortSignal.timeout(ANSWER_MS) }).then(
    () => true,
    () => false,
  );
  if (answers) return;
  note(
    `No Suture answers at ${origin}. Start it in another terminal: suture up. The service starts now; its failing requests are kept on disk until then.`,
  );
}

/**
 * Runs a program and passes signals on. npm and shells end at a signal and leave what they started, so those get it then.
 * @returns the exit code; for a program that a signal ended 128 and its number, as shells do
 */
function run(
  [program = '', ...args]: string[],
  options: { cwd: string; env: Record<string, string | undefined>; stdio: StdioOptions },
  { processesBelow, whenStarterGone }: Pick<RunServiceContext, 'processesBelow' | 'whenStarterGone'>,
  started: (child: ChildProcess) => void = () => {},
): Promise<number> {
  const child = spawn(program, args, options);
  started(child);
  let passed: { signal: NodeJS.Signals; below: number[] } | null = null;
  const pass = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined) passed = { signal, below: processesBelow(child.pid) };
    child.kill(signal);
  };
  const passToOrphans = () => {
    for (const pid of passed?.below ?? []) {
      try {
        process.kill(pid, passed?.signal);
      } catch {
        // It has ended.
      }
    }
  };
  for (const signal of PASSED_ON) process.on(signal, pass);
  // npm that is killed passes nothing on, and nobody would see the service any more.
  const unwatch = whenStarterGone(() => pass('SIGTERM'));
  return new Promise<number>((resolve, reject) => {
    child.once('error', (error) =>
      reject(new SutureError('usage', `${program} cannot be run: ${error.message}`)),
    );
    child.once('exit', (code, signal) => {
      passToOrphans();
      resolve(signal ? 128 + constants.signals[signal] : (code ?? 1));
    });
  }).finally(() => {
    unwatch();
    for (const signal of PASSED_ON) process.off(signal, pass);
  });
}

/** The output of the service goes through a pipe, in which programs write no colours unless they are asked to. */
function coloursFor({ output, environment }: RunServiceContext): Record<string, string> {
  return output.stdout.isTTY && !environment.NO_COLOR ? { FORCE_COLOR: '1' } : {};
}

function readDefinition({
  folder,
  environment,
  readDefinition,
}: RunServiceContext): ServiceDefinition | null {
  const file = join(topFolderOf(folder), DEFINITION_FILE);
  if (!existsSync(file)) return null;
  try {
    return readDefinition(readFileSync(file, 'utf8'));
  } catch (error) {
    // With a DSN the service runs without it.
    if (environment.SUTURE_DSN) return null;
    throw error;
  }
}

function findDsn(name: string | undefined, { folder, keys, elsewhere, base }: RunServiceContext): string {
  if (!name) {
    throw new SutureError(
      'usage',
      `${topFolderOf(folder)} has no ${DEFINITION_FILE}. Name the service: --service <name>`,
    );
  }
  const key = keys.find(elsewhere ?? 'embedded', name);
  if (!key) {
    throw new SutureError(
      'usage',
      `The key of ${name} is not known here. Attach it: suture up. Where it is attached already: suture services rotate ${name}. Or set SUTURE_DSN.`,
    );
  }
  return dsnOf(base, name, key);
}
