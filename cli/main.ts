import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFINITION_FILE, parseDefinition, type ServiceDefinition } from '../domain/service-definition.ts';
import { processesBelow } from '../platform/process-tree.ts';
import { readSourceTree } from '../platform/read-source-tree.ts';
import { readYaml } from '../platform/read-yaml.ts';
import { findStarter, whenGone } from '../platform/starter.ts';
import { createLocalStack } from '../stack/background/local-stack.ts';
import { runDoctor } from '../stack/commands/doctor.ts';
import { ownEnvironment } from '../stack/own-environment.ts';
import { describeStateFolder, isPackaged, readRecord, stateFolderOf } from '../stack/state.ts';
import { confirm } from './confirm.ts';
import { run } from './run.ts';
import { written } from './written.ts';

// `dist/cli.js` and `cli/main.ts` are both one folder below the project.
const LAUNCHER = fileURLToPath(new URL('../proof/sandbox/launcher.mjs', import.meta.url));

type Environment = Record<string, string | undefined>;

// `dist/cli.js` and `cli/main.ts` both stand one folder below the clone or the package.
const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Composition root of `suture`. Runs one command line.
 * @param folder where the user stands
 * @returns the exit code
 */
export async function main(args: string[], given: Environment, folder: string): Promise<number> {
  const environment = { ...given, STATE_DIR: stateFolderOf(given, root) };
  const own = ownEnvironment(environment);
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort());
  process.once('SIGTERM', () => stopped.abort());
  // The reader closed the pipe, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const code = await run({
    args,
    environment,
    defaultUrl: addressOfStack(environment) ?? 'http://127.0.0.1:8000',
    userEnvironment: given,
    recorder: new URL('../recorder/dist/', import.meta.url).href,
    processesBelow,
    whenStarterGone(gone) {
      const starter = findStarter(given);
      return starter ? whenGone(starter, gone) : () => {};
    },
    stdout: process.stdout,
    stderr: process.stderr,
    signal: stopped.signal,
    folder,
    readTree: readSourceTree,
    readDefinition,
    output: process,
    stack: createLocalStack({ root, environment: own, signal: stopped.signal }),
    version: JSON.parse(readFileSync(`${root}/package.json`, 'utf8')).version,
    confirm,
    async openLocal(options) {
      // Most commands ask a running Suture, and start without all of this.
      const { openLocal } = await import('../stack/local/open-local.ts');
      return openLocal({ ...options, folder, environment, root, launcher: LAUNCHER, signal: stopped.signal });
    },
    doctor: (given) =>
      runDoctor({
        args: given,
        // The clone's doctor reports on what `npm start` would use.
        environment: isPackaged(root) ? own : environment,
        root,
        say: (line) => console.log(line),
        signal: stopped.signal,
      }),
  });
  await Promise.all([process.stdout, process.stderr].map(written));
  return code;
}

function readDefinition(text: string): ServiceDefinition {
  return parseDefinition(readYaml(text, DEFINITION_FILE));
}

/** The app of the stack on this machine, whichever port it got. */
function addressOfStack({ STATE_DIR }: { STATE_DIR: string }): string | null {
  return readRecord(describeStateFolder(STATE_DIR))?.addresses.app ?? null;
}
