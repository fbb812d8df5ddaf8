import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import type { CommandResult } from '../../platform/run-command.ts';

export interface InstallModulesOptions {
  /** The checkout. */
  folder: string;
  /** A project whose `node_modules` serves every checkout with the same lockfile. */
  installedProject: string;
  /** Where other lockfiles are installed, a folder each, kept for later releases. */
  cache: string;
  run(command: string[], folder: string): Promise<CommandResult>;
}

/**
 * Gives a checkout its packages: a link, never a copy. A checkout without a lockfile needs none.
 * @throws SutureError `install_failed`
 */
export async function installModules(options: InstallModulesOptions): Promise<void> {
  const { folder, installedProject, cache, run } = options;
  const lock = await readOrNull(join(folder, 'package-lock.json'));
  if (!lock) return;
  const link = (modules: string) => symlink(modules, join(folder, 'node_modules'), 'dir');

  const installed = await readOrNull(join(installedProject, 'package-lock.json'));
  const modules = join(installedProject, 'node_modules');
  if (installed?.equals(lock) && (await exists(modules))) return link(modules);

  const home = join(cache, createHash('sha256').update(lock).digest('hex').slice(0, 16));
  if (!(await exists(home))) {
    const fresh = `${home}.new`;
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    for (const name of ['package.json', 'package-lock.json']) {
      await copyFile(join(folder, name), join(fresh, name));
    }
    const result = await run(['npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline'], fresh);
    if (!result.ok) throw new SutureError('install_failed', `npm ci failed: ${result.reason}.`);
    await rename(fresh, home);
  }
  await link(join(home, 'node_modules'));
}

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
