import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import type { CommandResult } from '../../platform/run-command.ts';

export interface LinkPackagesOptions {
  /** The checkout. */
  folder: string;
  /** Where the packages of each lockfile are installed, kept for later releases. */
  cache: string;
  run(command: string[], folder: string): Promise<CommandResult>;
}

/** What decides which packages a checkout gets; `vendor` holds packages that the lockfile names by `file:`. */
const DECIDING = ['package.json', 'package-lock.json', '.npmrc', 'vendor'];

/**
 * Gives a checkout its packages: a link to a folder that is installed once for each lockfile. A checkout without a
 * lockfile needs none.
 * @throws SutureError `install_failed`
 */
export async function linkPackages({ folder, cache, run }: LinkPackagesOptions): Promise<void> {
  if (!(await exists(join(folder, 'package-lock.json')))) return;
  const home = join(cache, await fingerprintOf(folder));
  if (!(await exists(home))) {
    const fresh = `${home}.new`;
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    for (const name of DECIDING) {
      if (await exists(join(folder, name)))
        await cp(join(folder, name), join(fresh, name), { recursive: true });
    }
    const result = await run(['npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline'], fresh);
    if (!result.ok) {
      throw new SutureError('install_failed', `npm ci failed: ${result.reason}.\n${result.tail.trim()}`);
    }
    await rename(fresh, home);
  }
  await symlink(join(home, 'node_modules'), join(folder, 'node_modules'), 'dir');
}

async function fingerprintOf(folder: string): Promise<string> {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.versions.modules}`);
  for (const path of (await Promise.all(DECIDING.map((name) => filesIn(folder, name)))).flat()) {
    hash.update(`\0${path}\0`).update(await readFile(join(folder, path)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The files at or below a path, sorted; none when it does not exist. */
async function filesIn(folder: string, path: string): Promise<string[]> {
  const found = await stat(join(folder, path)).catch(() => null);
  if (!found) return [];
  if (found.isFile()) return [path];
  const names = (await readdir(join(folder, path))).sort();
  return (await Promise.all(names.map((name) => filesIn(folder, join(path, name))))).flat();
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
