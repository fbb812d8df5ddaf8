import { below, readJson, type SourceTree } from './source-tree.ts';

/** What we use of a `package.json`. What has the wrong shape counts as absent. */
export interface PackageFile {
  /** From the repository's root. */
  path: string;
  name: string | null;
  main: string | null;
  module: boolean;
  scripts: Record<string, string>;
  /** Of all kinds: what runs, what builds, what is optional. */
  dependencies: Record<string, string>;
  /** The version of Node that it asks for. */
  node: string | null;
  /** The version of Node that `volta` pins. */
  volta: string | null;
  /** Such as `pnpm@9.1.0`. */
  packageManager: string | null;
  /** Globs of the folders of its workspaces. */
  workspaces: string[];
}

/** Reads the `package.json` of a folder; null for a folder without one. */
export function readPackageFile(tree: SourceTree, folder: string): PackageFile | null {
  const path = below(folder, 'package.json');
  const value = asRecord(readJson(tree, path));
  if (!value) return null;
  const workspaces = Array.isArray(value.workspaces)
    ? value.workspaces
    : asRecord(value.workspaces)?.packages;
  return {
    path,
    name: asText(value.name),
    main: asText(value.main),
    module: value.type === 'module',
    scripts: texts(value.scripts),
    dependencies: {
      ...texts(value.optionalDependencies),
      ...texts(value.devDependencies),
      ...texts(value.dependencies),
    },
    node: asText(asRecord(value.engines)?.node),
    volta: asText(asRecord(value.volta)?.node),
    packageManager: asText(value.packageManager),
    workspaces: Array.isArray(workspaces) ? workspaces.filter((each) => typeof each === 'string') : [],
  };
}

export function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The entries that are texts. */
function texts(value: unknown): Record<string, string> {
  const entries = Object.entries(asRecord(value) ?? {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
