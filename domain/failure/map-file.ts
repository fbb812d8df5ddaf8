import type { FileIndex } from './file-index.ts';
import { mapBuiltFile } from './map-built-file.ts';

/** `byName`: it is the source of the path, as builds name their files by convention. */
export type MappedFile = { file: string; byName?: true } | { why: string };

/** Folders that a build writes. */
const BUILT = /(?:^|\/)(?:dist|build|out|lib|\.next|\.output|\.nuxt|\.svelte-kit|\.vercel)\//;

/**
 * The file of the repository that a path of a container names: the one that shares the longest tail with it. Of those
 * with a tail of one length the service's own counts; where that does not decide, none.
 * @param root the service's folder, from the repository's root; `''` is the root
 */
export function mapFile(path: string, index: FileIndex, root: string): MappedFile {
  const wanted = path.split('/').filter(Boolean);
  const name = wanted.at(-1) ?? '';
  const found = index.named(name).map((file) => {
    const tail = commonTail(wanted, file.split('/'));
    const inside = root === '' || file.startsWith(`${root}/`);
    const own = inside ? file.slice(root === '' ? 0 : root.length + 1) : file;
    // The whole path below the service's folder, or below the repository's, stands at the end of the container's path.
    const whole = tail >= own.split('/').length;
    return { file, tail, inside, whole };
  });
  const usable = found.filter(({ tail, whole }) => whole || tail >= 2);
  const longest = Math.max(0, ...usable.map(({ tail }) => tail));
  const best = usable.filter(({ tail }) => tail === longest);
  for (const chosen of [best, best.filter(({ inside }) => inside), best.filter(({ whole }) => whole)]) {
    const [only, ...others] = chosen;
    if (only && others.length === 0) return { file: only.file };
  }
  if (best.length > 1) return { why: `${best.length} files of the repository end like this path.` };
  const source = mapBuiltFile(path, index, root);
  if ('file' in source) return { ...source, byName: true };
  if (source.fits > 1) {
    return { why: `The build writes it, and ${source.fits} files of the repository may be its source.` };
  }
  if (BUILT.test(path))
    return { why: 'It is written by the build; a source map of the build names its source.' };
  return { why: 'The repository has no such file at this commit.' };
}

function commonTail(one: readonly string[], other: readonly string[]): number {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one.at(-1 - length) === other.at(-1 - length)) {
    length += 1;
  }
  return length;
}
