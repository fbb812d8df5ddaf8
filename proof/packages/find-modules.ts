import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The `node_modules` of a folder and of its workspaces, relative to it; those inside of packages are not listed. */
export function findModules(folder: string, below = ''): string[] {
  return foldersIn(join(folder, below)).flatMap((name) => {
    const path = below === '' ? name : `${below}/${name}`;
    if (name === 'node_modules') return [path];
    return name === '.git' ? [] : findModules(folder, path);
  });
}

/** Whether a package of these has a script that runs when it is installed. */
export function hasInstallScripts(folder: string, modules: string[]): boolean {
  return modules.some((path) => packagesIn(join(folder, path)).some(runsScript));
}

function packagesIn(modules: string): string[] {
  return foldersIn(modules).flatMap((name) => {
    const path = join(modules, name);
    // The store of pnpm holds a folder for each package, with a `node_modules` of its own.
    if (name === '.pnpm')
      return foldersIn(path).flatMap((each) => packagesIn(join(path, each, 'node_modules')));
    if (name.startsWith('@')) return packagesIn(path);
    return [path, ...packagesIn(join(path, 'node_modules'))];
  });
}

function runsScript(folder: string): boolean {
  try {
    const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (scripts.preinstall || scripts.install || scripts.postinstall) return true;
    return existsSync(join(folder, 'binding.gyp'));
  } catch {
    return false;
  }
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
