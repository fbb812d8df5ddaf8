import { fileURLToPath } from 'node:url';
import { readSourceTree } from '../platform/read-source-tree.ts';
import { runDoctor } from '../stack/commands/doctor.ts';
import { describeStateFolder, readRecord } from '../stack/state.ts';
import { confirm } from './confirm.ts';
import { run } from './run.ts';

// `dist/cli.js` and `cli/main.ts` are both one folder below the project.
const LAUNCHER = fileURLToPath(new URL('../proof/sandbox/launcher.mjs', import.meta.url));

type Environment = Record<string, string | undefined>;

/**
 * Composition root of `suture`. Runs one command line; the current folder is Suture's own.
 * @param folder where the user stands
 * @returns the exit code
 */
export async function main(args: string[], environment: Environment, folder: string): Promise<number> {
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort());
  process.once('SIGTERM', () => stopped.abort());
  // The reader closed the pipe, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return run({
    args,
    environment,
    defaultUrl: addressOfStack(environment) ?? 'http://127.0.0.1:8000',
    stdout: process.stdout,
    stderr: process.stderr,
    signal: stopped.signal,
    folder,
    readTree: readSourceTree,
    confirm,
    async openLocal(options) {
      // Most commands ask a running Suture, and start without all of this.
      const { openLocal } = await import('../stack/local/open-local.ts');
      const root = process.cwd();
      return openLocal({ ...options, folder, environment, root, launcher: LAUNCHER, signal: stopped.signal });
    },
    doctor: (given) =>
      runDoctor({
        args: given,
        environment,
        root: process.cwd(),
        say: (line) => console.log(line),
        signal: stopped.signal,
      }),
  });
}

/** The app of the stack that runs from this folder, whichever port it got. */
function addressOfStack({ STATE_DIR }: Environment): string | null {
  return readRecord(describeStateFolder(STATE_DIR || '.suture'))?.addresses.app ?? null;
}
