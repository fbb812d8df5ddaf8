import { dirname, join, normalize } from 'node:path';
import { type PlainModule, plainModule } from './plain-module.ts';
import type { SourceFolder } from './source-folder.ts';

/** Modules that the tests load, with where each specifier leads; one that leads to a package is left out. */
export interface Gathered {
  modules: Map<string, PlainModule>;
  deps: Map<string, Record<string, string>>;
}

/** The most modules of a service that are screened. */
const MOST = 400;
const ENDINGS = [
  '',
  '.ts',
  '.js',
  '.mjs',
  '.cjs',
  '.mts',
  '.cts',
  '.tsx',
  '.jsx',
  '.json',
  '/index.ts',
  '/index.js',
];

/**
 * Follows the imports from the entries.
 * @param refused paths that may not be parsed in this process
 * @returns null where a module is not known to the screen
 */
export function gatherModules(
  entries: readonly string[],
  folder: SourceFolder,
  replaced: ReadonlyMap<string, string>,
): Gathered | null {
  const modules = new Map<string, PlainModule>();
  const deps = new Map<string, Record<string, string>>();
  const queue = [...entries];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (modules.has(path)) continue;
    if (modules.size >= MOST) return null;
    const text = replaced.get(path) ?? folder.read(path);
    if (text === null) return null;
    const module = path.endsWith('.json') ? jsonModule(path, text) : plainModule(path, text);
    if (!module) return null;
    modules.set(path, module);
    const leads: Record<string, string> = {};
    for (const specifier of module.imports) {
      if (!/^\.{1,2}(\/|$)/.test(specifier)) continue;
      const to = resolve(path, specifier, folder);
      if (!to) return null;
      leads[specifier] = to;
      queue.push(to);
    }
    deps.set(path, leads);
  }
  return { modules, deps };
}

function resolve(from: string, specifier: string, folder: SourceFolder): string | null {
  const place = normalize(join(dirname(from), specifier));
  const known = new Set(folder.files);
  const sources = [place, place.replace(/\.([cm]?)js(x?)$/, '.$1ts$2')];
  for (const source of sources)
    for (const ending of ENDINGS) if (known.has(source + ending)) return source + ending;
  return null;
}

function jsonModule(path: string, text: string): PlainModule {
  const groups = [[{ start: 0, end: 0, text: 'module.exports=' }]];
  return { path, text, groups, imports: [], isModule: false, waits: false };
}
