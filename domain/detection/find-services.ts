import { findFramework } from './find-framework.ts';
import type { readPackageFile } from './package-file.ts';
import { type Place, placeAt } from './place.ts';
import type { SourceTree } from './source-tree.ts';
import { workspaceGlobs } from './workspaces.ts';

/** More than this are not looked at. */
const MOST_FOLDERS = 200;

/**
 * The services of a repository, the likeliest first: each folder with a package.json that depends on a web framework. In a
 * repository with one package that package counts, even without a framework.
 */
export function findServices(tree: SourceTree): Place[] {
  const places = packageFolders(tree)
    .map((folder) => placeAt(tree, folder))
    .filter((place) => place !== null);
  const served = places.filter((place) => findFramework(place) !== null && !isBrowserOnly(place));
  if (served.length > 0) return served;
  const started = places.filter(
    ({ file }) => file.scripts.start !== undefined && !isWorkspaceRoot(tree, file),
  );
  return started.length > 0 ? started : places.filter(({ file }) => !isWorkspaceRoot(tree, file)).slice(0, 1);
}

/** Folders with a package.json, the root first, then by depth. */
function packageFolders(tree: SourceTree): string[] {
  return tree.paths
    .filter((path) => /(^|\/)package\.json$/.test(path))
    .filter((path) => !/(^|\/)(node_modules|fixtures|examples?|templates?|tests?)\//.test(path))
    .map((path) => path.replace(/\/?package\.json$/, ''))
    .sort((a, b) => a.split('/').length - b.split('/').length || a.length - b.length || a.localeCompare(b))
    .slice(0, MOST_FOLDERS);
}

/** A front end may depend on a framework for its own development server. */
function isBrowserOnly({ file }: Place): boolean {
  const { dependencies, scripts } = file;
  const frontEnd = ['next', 'vite', 'react-scripts', '@angular/core', 'nuxt', 'gatsby'];
  return (
    frontEnd.some((name) => dependencies[name] !== undefined) &&
    /\b(vite|next|react-scripts|ng|nuxt|gatsby)\b/.test(scripts.start ?? scripts.dev ?? '')
  );
}

function isWorkspaceRoot(tree: SourceTree, file: NonNullable<ReturnType<typeof readPackageFile>>): boolean {
  return file.path === 'package.json' && workspaceGlobs(tree, '').length > 0;
}
