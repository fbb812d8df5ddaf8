import { type PackageFile, readPackageFile } from './package-file.ts';
import { below, type Finding, firstOf, type SourceTree, upwards } from './source-tree.ts';
import { workspaceRoot } from './workspaces.ts';

export interface PackageManager {
  name: 'npm' | 'pnpm' | 'yarn';
  /** As `packageManager` in package.json says; null where it does not. */
  version: string | null;
  /** From the repository's root. */
  lockfile: string;
  /** The folder of the lockfile: there packages are installed. */
  folder: string;
}

/** In the order of preference where a folder has several. */
const LOCKFILES = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['npm-shrinkwrap.json', 'npm'],
  ['package-lock.json', 'npm'],
] as const;

/**
 * Who installs the packages of a service: by the lockfile nearest to it, looking upwards from its folder, or from the folder whose
 * workspace it is: there a lockfile of its own counts for nobody. Where a folder has several, the one that `packageManager` names counts.
 * @param chosen the only one whose lockfiles count
 * @returns null without a lockfile
 */
export function findPackageManager(
  tree: SourceTree,
  folder: string,
  chosen: PackageManager['name'] | null = null,
): Finding<PackageManager> | null {
  const root = workspaceRoot(tree, folder);
  const shared = root === null ? [] : upwards(root);
  for (const at of [...shared, ...upwards(folder)]) {
    const named = nameAndVersion(readPackageFile(tree, at));
    const present = LOCKFILES.filter(
      ([file, name]) => (chosen ?? name) === name && firstOf(tree, at, [file]),
    );
    const [file, name] = present.find(([, each]) => each === named?.name) ?? present[0] ?? [];
    if (!file || !name) continue;
    const version = named?.name === name ? named.version : null;
    const lockfile = below(at, file);
    return { value: { name, version, lockfile, folder: at }, because: `there is ${lockfile}` };
  }
  return null;
}

/** Who would install the packages of a service that has no lockfile: as package.json or the files of a manager say, else npm. */
export function managerWithoutLockfile(tree: SourceTree, folder: string): PackageManager['name'] {
  for (const at of upwards(folder)) {
    const named = nameAndVersion(readPackageFile(tree, at))?.name;
    if (named === 'npm' || named === 'pnpm' || named === 'yarn') return named;
    if (firstOf(tree, at, ['pnpm-workspace.yaml'])) return 'pnpm';
    if (firstOf(tree, at, ['.yarnrc.yml', '.yarnrc'])) return 'yarn';
  }
  return 'npm';
}

/** `pnpm@9.1.0+sha512…` is pnpm, 9.1.0. */
function nameAndVersion(file: PackageFile | null): { name: string; version: string | null } | null {
  const match = /^(npm|pnpm|yarn)(?:@(\d[\w.-]*))?/.exec(file?.packageManager ?? '');
  return match?.[1] ? { name: match[1], version: match[2] ?? null } : null;
}
