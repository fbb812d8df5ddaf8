import type { FileIndex } from './file-index.ts';

/** Folders that a build writes. */
const BUILT = /^(?:dist|build|out|lib|output|compiled|\.next|\.output|\.nuxt|\.svelte-kit|\.vercel)$/;
/** Folders that hold the source of what a build writes. */
const SOURCE = /^(?:src|source|lib|app|server)$/;
const SCRIPT = /\.([cm]?)js$/;

interface Fit {
  file: string;
  inside: boolean;
  /** Segments in front of the folders that agree. */
  shared: number;
  /** Whether the path below the build's folder is the path below a folder of sources. */
  exact: boolean;
}

/**
 * The file from which a build writes a script, by convention: `dist/routes/orders.js` is written from
 * `src/routes/orders.ts`. A build that bundles has other conventions, so a frame that is mapped like this says so.
 * @returns the only file that fits, or how many do
 */
export function mapBuiltFile(
  path: string,
  index: FileIndex,
  root: string,
): { file: string } | { fits: number } {
  const wanted = path.split('/').filter(Boolean);
  const name = wanted.at(-1) ?? '';
  const kind = SCRIPT.exec(name)?.[1];
  if (kind === undefined) return { fits: 0 };
  const built = wanted.findLastIndex((segment, at) => at < wanted.length - 1 && BUILT.test(segment));
  const before = wanted.slice(0, Math.max(built, 0));
  const folders = wanted.slice(built + 1, -1);
  const fits = sourcesOf(name.replace(SCRIPT, ''), kind)
    .flatMap((source) => index.named(source))
    .flatMap((file) => fitOf(file, built < 0 ? null : before, folders, root));
  const exact = fits.filter((fit) => fit.exact);
  const best = exact.length > 0 ? exact : fits;
  const most = Math.max(0, ...best.map(({ shared }) => shared));
  const chosen = best.filter(({ shared }) => shared === most);
  const own = chosen.filter(({ inside }) => inside);
  const [only, ...others] = own.length > 0 ? own : chosen;
  return only && others.length === 0 ? { file: only.file } : { fits: others.length + (only ? 1 : 0) };
}

/** `orders.mjs` is written from `orders.mts`; `orders.js` from any. */
function sourcesOf(stem: string, kind: string): string[] {
  const kinds = kind === '' ? ['ts', 'tsx', 'mts', 'cts', 'jsx'] : [`${kind}ts`, 'ts'];
  return kinds.map((each) => `${stem}.${each}`);
}

/** @param before folders above that of the build; null: no folder of the path is one, as where a file is compiled in place */
function fitOf(file: string, before: string[] | null, folders: string[], root: string): Fit[] {
  const own = file.split('/').slice(0, -1);
  const inside = root === '' || file.startsWith(`${root}/`);
  if (before === null) {
    const shared = commonTail(folders, own);
    const below = root === '' || !inside ? own.length : own.length - root.split('/').length;
    return shared > 0 || below === 0 ? [{ file, inside, shared, exact: shared >= below }] : [];
  }
  if (commonTail(folders, own) < folders.length) return [];
  const head = own.slice(0, own.length - folders.length);
  const isSource = head.length === 0 || SOURCE.test(head.at(-1) ?? '');
  const above = isSource ? head.slice(0, -1) : head;
  const shared = commonTail(before, above);
  // Not below a folder of sources: the sources are the folder of the build's own package.
  return [{ file, inside, shared, exact: isSource || (head.length > 0 && shared === head.length) }];
}

function commonTail(one: readonly string[], other: readonly string[]): number {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one.at(-1 - length) === other.at(-1 - length)) {
    length += 1;
  }
  return length;
}
