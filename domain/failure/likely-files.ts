import type { Frame } from '../discovered.ts';

/** Words of a path of a URL that name no part of a program. */
const COMMON = new Set(['api', 'rest', 'v1', 'v2', 'v3', 'www']);
/** Files that start a program, and hold its routes where it is small. */
const ENTRY = /^(?:app|index|main|routes?|router|server|service)$/i;
const EXTENSION = /\.[^./]+$/;

/**
 * The files in which a failure without a known place most likely is, the likeliest first: those that are named as a frame of
 * the built program, then those that are named as a part of the route, then entries, then what lies nearest to the root.
 * @param files those that a fix may change
 */
export function likelyFiles(
  files: readonly string[],
  { frames, route }: { frames: readonly Frame[]; route: string },
): string[] {
  const built = new Set(frames.filter(({ inApp }) => inApp).map(({ file }) => stem(file)));
  const words = route
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2 && !COMMON.has(word))
    .map(singular);
  const rank = (path: string): number => {
    const name = stem(path);
    if (built.has(name)) return 0;
    const parts = path.toLowerCase().split(/[^a-z0-9]+/);
    if (parts.some((part) => words.includes(singular(part)))) return 1;
    return ENTRY.test(name) ? 2 : 3;
  };
  const ranked = files.map((path) => ({ path, rank: rank(path), depth: path.split('/').length }));
  ranked.sort((one, other) => one.rank - other.rank || one.depth - other.depth || compare(one, other));
  return ranked.map(({ path }) => path);
}

function stem(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(EXTENSION, '');
}

function singular(word: string): string {
  return word.length > 3 ? word.replace(/s$/, '') : word;
}

function compare(one: { path: string }, other: { path: string }): number {
  return one.path < other.path ? -1 : 1;
}
