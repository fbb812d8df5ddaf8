import { expandScript } from './expand-script.ts';
import { type Place, placeAt } from './place.ts';
import type { Finding } from './source-tree.ts';

/**
 * Packages of the same repository that a service depends on and that have to be built before it, in their order.
 * @returns a line for `sh` in the repository's root for each
 */
export function findSiblings(place: Place): Finding<string>[] {
  const byName = new Map<string, Place>();
  for (const path of place.tree.paths) {
    if (!/(^|\/)package\.json$/.test(path) || /(^|\/)node_modules\//.test(path)) continue;
    const sibling = placeAt(place.tree, path.replace(/\/?package\.json$/, ''));
    if (sibling?.file.name) byName.set(sibling.file.name, sibling);
  }
  const seen = new Set<string>();
  const builds: Finding<string>[] = [];
  const visit = (at: Place) => {
    for (const name of Object.keys(at.file.dependencies)) {
      const sibling = byName.get(name);
      if (!sibling || seen.has(name) || sibling.folder === place.folder) continue;
      seen.add(name);
      visit(sibling);
      const build = expandScript(sibling.file.scripts, 'build');
      if (!build) continue;
      const value = `(cd ${sibling.folder || '.'} && ${build})`;
      builds.push({ value, because: `${at.file.path} depends on ${name}` });
    }
  };
  visit(place);
  return builds;
}
