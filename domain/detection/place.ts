import { expandScript } from './expand-script.ts';
import { type PackageFile, readPackageFile } from './package-file.ts';
import type { Finding, SourceTree } from './source-tree.ts';

/** A service in its repository: where everything about it is looked for. */
export interface Place {
  tree: SourceTree;
  /** Of the service, from the repository's root; `''` is the root. */
  folder: string;
  file: PackageFile;
}

/** Null for a folder without a package.json. */
export function placeAt(tree: SourceTree, folder: string): Place | null {
  const file = readPackageFile(tree, folder);
  return file && { tree, folder, file };
}

/** The files below the service's folder, outside of `node_modules`. */
export function ownFiles({ tree, folder }: Place): string[] {
  const start = folder === '' ? '' : `${folder}/`;
  return tree.paths.filter((path) => path.startsWith(start) && !/(^|\/)node_modules\//.test(path));
}

/** A path as the service's own commands write it. */
export function fromPlace({ folder }: Place, path: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

/** True where the service depends on a package: to run, to build or optionally. */
export function uses({ file }: Place, name: string): boolean {
  return file.dependencies[name] !== undefined;
}

/** Names of scripts, also as people write them with another sign: `start-prod` for `start:prod`. */
export function alsoWithDashes(names: readonly string[]): string[] {
  return names.flatMap((name) => [...new Set([name, name.replaceAll(':', '-')])]);
}

/** The first of these scripts that exists and fits, written out. */
export function byScript(
  { file }: Place,
  names: readonly string[],
  fits: (text: string) => boolean,
): Finding<string> | null {
  for (const name of alsoWithDashes(names)) {
    const value = expandScript(file.scripts, name);
    if (value && fits(value)) return { value, because: `${file.path} has the script "${name}"` };
  }
  return null;
}
