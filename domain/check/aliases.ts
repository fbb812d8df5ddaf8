import { asRecord } from '../detection/package-file.ts';
import { type Place, placeAt, uses } from '../detection/place.ts';
import { below, firstOf, readJson, type SourceTree, upwards } from '../detection/source-tree.ts';
import { type Cause, textOf } from './facts.ts';

/** What Node says of an import that it does not find, relative ones left out. */
const NOT_FOUND = /Cannot find (?:module|package) '([^'./\n][^'\n]*)'/;
const ENTRIES = [
  'src/main.ts',
  'src/index.ts',
  'src/server.ts',
  'src/app.ts',
  'index.ts',
  'server.ts',
  'app.ts',
];

/** An import by a name of tsconfig.json, which the compiler leaves in what it writes and Node does not know. */
export const pathAlias: Cause = (facts) => {
  const { part, tree, root } = facts;
  if (part !== 'start' && part !== 'tables' && part !== 'tests') return null;
  const asked = NOT_FOUND.exec(textOf(facts))?.[1];
  const config = asked && configWith(tree, root, asked);
  const place = placeAt(tree, root);
  if (!config || !place) return null;
  return {
    cause: `The program imports ${asked}, a name of ${config} alone: tsc writes it as it is, and Node does not know it.`,
    write: part === 'start' ? resolved(place) : 'Resolve it there as the start of the service does.',
  };
};

/** The tsconfig of the service, or one above it, whose "paths" or "baseUrl" resolve an import. */
function configWith(tree: SourceTree, root: string, asked: string): string | null {
  const folders = upwards(root);
  const configs = tree.paths.filter(
    (path) => /(^|\/)tsconfig[\w.]*\.json$/.test(path) && folders.includes(folderOf(path)),
  );
  return (
    configs.find((path) => {
      const options = asRecord(asRecord(readJson(tree, path))?.compilerOptions) ?? {};
      return (
        Object.keys(asRecord(options.paths) ?? {}).some((name) => matches(name, asked)) ||
        (typeof options.baseUrl === 'string' && isBelow(tree, path, options.baseUrl, asked))
      );
    }) ?? null
  );
}

/** `@/*` matches `@/config`. */
function matches(name: string, asked: string): boolean {
  const [before = '', after] = name.split('*');
  return after === undefined
    ? name === asked
    : before !== '' && asked.startsWith(before) && asked.endsWith(after);
}

/** An import such as `src/users/user` that begins at the base of the paths. */
function isBelow(tree: SourceTree, config: string, base: string, asked: string): boolean {
  const folder = [folderOf(config), base.replace(/^\.\/?|\/$/g, '')].filter(Boolean).join('/');
  const path = below(folder, asked.replace(/\.[cm]?js$/, ''));
  return tree.paths.some((each) => each.startsWith(`${path}.`) || each.startsWith(`${path}/`));
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** What resolves such names, by the packages that the service has. */
function resolved(place: Place): string {
  const entry = firstOf(place.tree, place.folder, ENTRIES);
  const file = entry ? entry.slice(place.folder === '' ? 0 : place.folder.length + 1) : 'src/main.ts';
  if (uses(place, 'tsc-alias'))
    return 'build: tsc && tsc-alias   # which writes the paths of the files in their place';
  if (uses(place, 'tsx')) return `start: tsx ${file}   # which resolves them, as on your machine`;
  if (uses(place, 'ts-node') && uses(place, 'tsconfig-paths')) {
    return `start: ts-node -T -r tsconfig-paths/register ${file}   # which resolves them, as on your machine`;
  }
  return 'Install tsc-alias, commit package.json with its lockfile, and write:\nbuild: tsc && tsc-alias   # which writes the paths of the files in their place';
}
