import { lstatSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Packages } from './packages.ts';

/**
 * Fills the `node_modules` of a checkout with links to each package. A link of the installer, such as one to a workspace, stays
 * a link of the checkout.
 * @param folder the checkout; what it carries under the same names is removed
 */
export function linkModules({ home, modules }: Packages, folder: string): void {
  for (const path of modules) linkEntries(join(home, path), emptied(folder, path));
}

/**
 * Makes the folders over which a sandbox with mounts puts the packages themselves, so that real paths lie in the checkout.
 * @param folder the checkout; what it carries under the same names is removed
 */
export function emptyModules({ modules }: Packages, folder: string): void {
  for (const path of modules) mkdirSync(emptied(folder, path), { recursive: true });
}

/** The place of a path, with nothing there and no link on the way. */
function emptied(folder: string, path: string): string {
  removeLinks(folder, path);
  rmSync(join(folder, path), { recursive: true, force: true });
  return join(folder, path);
}

function linkEntries(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, place] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) {
      const target = readlinkSync(source);
      symlinkSync(isAbsolute(target) ? source : target, place);
    } else if (entry.isDirectory() && entry.name.startsWith('@')) linkEntries(source, place);
    else symlinkSync(source, place);
  }
}

/** A link or file of the commit on the way to a path is removed. */
function removeLinks(root: string, path: string): void {
  const names = path.split('/');
  for (const [index] of names.entries()) {
    const place = join(root, ...names.slice(0, index + 1));
    const status = lstatSync(place, { throwIfNoEntry: false });
    if (status && !status.isDirectory()) rmSync(place);
  }
}
