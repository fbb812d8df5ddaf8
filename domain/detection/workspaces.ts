import { matchesGlob } from '../may-change.ts';
import { asRecord, readPackageFile } from './package-file.ts';
import { below, type SourceTree, upwards } from './source-tree.ts';

/** The globs of the workspaces below a folder, by its package.json or pnpm-workspace.yaml. */
export function workspaceGlobs(tree: SourceTree, folder: string): string[] {
  const pnpm = asRecord(tree.readYaml(below(folder, 'pnpm-workspace.yaml')))?.packages;
  const listed = Array.isArray(pnpm) ? pnpm.filter((each) => typeof each === 'string') : [];
  return [...(readPackageFile(tree, folder)?.workspaces ?? []), ...listed];
}

/** The folder above whose workspaces a folder is one of; null for a folder that stands alone. */
export function workspaceRoot(tree: SourceTree, folder: string): string | null {
  const above = upwards(folder).slice(1);
  return (
    above.find((at) => {
      const path = at === '' ? folder : folder.slice(at.length + 1);
      return workspaceGlobs(tree, at).some((glob) => matchesGlob(glob.replace(/^\.\/|\/$/g, ''), path));
    }) ?? null
  );
}
