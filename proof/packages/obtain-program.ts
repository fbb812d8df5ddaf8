import { existsSync, realpathSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import { onPath } from '../../platform/find-program.ts';
import { runCommand } from '../../platform/run-command.ts';
import { withLock } from './with-lock.ts';

/** What obtains a program from the package registry: Suture's own npm, which runs no script of it. */
export interface Obtaining {
  /** Programs are kept in `programs/` of it. */
  cache: string;
  /** Of npm: see `installerEnvironment`. */
  environment: Record<string, string>;
  signal: AbortSignal;
}

/** How long the download of a program may take, in milliseconds. */
const DOWNLOAD_MS = 300_000;

/**
 * A package of the registry, downloaded once.
 * @param spec such as `pnpm@9`
 * @returns its `node_modules`, absolute
 * @throws SutureError `install_failed`
 */
export async function obtainProgram(
  { cache, environment, signal }: Obtaining,
  spec: string,
): Promise<string> {
  const home = join(cache, 'programs', spec.replace(/[^\w.@-]/g, '+'));
  const modules = join(home, 'node_modules');
  if (existsSync(home)) return modules;
  await withLock(`${home}.lock`, async () => {
    if (existsSync(home)) return;
    const fresh = `${home}.new`;
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-save', '--prefix', fresh];
    const result = await runCommand({
      command: [process.execPath, ownNpm(environment), 'install', ...options, spec],
      folder: fresh,
      environment,
      timeoutMs: DOWNLOAD_MS,
      signal,
    });
    if (!result.ok) {
      throw new SutureError(
        'install_failed',
        `${spec} cannot be downloaded from the package registry: ${result.reason}. ${result.tail.trim().slice(-1_000)}`,
        { details: { step: 'packages', output: result.tail } },
      );
    }
    await rename(fresh, home);
  });
  return modules;
}

/** The npm that is installed with Suture's Node: the file that Node runs. */
export function ownNpm(environment: Record<string, string | undefined>): string {
  const found = onPath(['npm'], environment);
  const candidates = [
    ...(found ? [realpathSync(found)] : []),
    join(dirname(realpathSync(process.execPath)), '../lib/node_modules/npm/bin/npm-cli.js'),
  ];
  const program = candidates.find((path) => path.endsWith('npm-cli.js') && existsSync(path));
  if (program) return program;
  throw new SutureError('install_failed', 'npm was not found on PATH or beside Node. Install Node with npm.');
}
