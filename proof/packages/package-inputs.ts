import { createHash, type Hash } from 'node:crypto';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { PRISMA_FILES } from '../../domain/detection/prisma.ts';
import { SutureError } from '../../domain/errors.ts';
import type { Manager } from './managers.ts';

export interface PackageInputs {
  /** The same for checkouts that get the same packages; fit for a folder's name. */
  key: string;
  /** The files and folders that the installer needs, relative to the checkout. */
  paths: string[];
}

/** One package of a `package-lock.json`. */
interface LockedPackage {
  resolved?: string;
  link?: boolean;
}

/** What package managers read besides the lockfile and package.json, in the folder of the lockfile. */
const SETTINGS = ['.npmrc', '.yarnrc', '.yarnrc.yml', 'pnpm-workspace.yaml', '.pnpmfile.cjs'];
/** Changes of packages that a repository keeps. */
const PATCHES = /^(patches\/|\.yarn\/(patches|plugins)\/)/;
/** `file:vendor/one`, `link:../x`, `portal:…` in the other lockfiles and in package.json: folders of the repository. */
const LOCAL = /["' @](?:file|portal):((?:\.{0,2}\/)?[\w@.-][\w@./-]*)/g;

/**
 * Everything that decides which packages a checkout gets: files of its own, and the program and the Node by which they are
 * installed.
 * @param tracked the files of the checkout, from its root
 * @param surroundings what decides besides, such as the version of Node
 * @throws SutureError `install_failed` for a lockfile that cannot be read or leads out of the checkout
 */
export async function readPackageInputs(
  folder: string,
  manager: Manager,
  tracked: readonly string[],
  surroundings: string,
): Promise<PackageInputs> {
  const { lockfile, folder: at, name, source } = manager;
  const inside = (path: string) => at === '' || path.startsWith(`${at}/`);
  const own = (path: string) => (at === '' ? path : path.slice(at.length + 1));
  const paths = tracked.filter(
    (path) =>
      inside(path) &&
      !/(^|\/)node_modules\//.test(path) &&
      (path === lockfile ||
        /(^|\/)package\.json$/.test(path) ||
        SETTINGS.includes(own(path)) ||
        PRISMA_FILES.test(path) ||
        PATCHES.test(own(path))),
  );
  const text = await readFile(join(folder, lockfile), 'utf8');
  const local = name === 'npm' ? npmFolders(lockfile, text) : namedFolders(lockfile, text);
  paths.push(...local.map((path) => normalize(join(at, path))));
  const hash = createHash('sha256').update(
    `${process.platform} ${process.arch} ${surroundings} ${source?.spec ?? name}`,
  );
  const kept = withoutThoseBelow([...new Set(paths)]);
  for (const path of kept) await addTo(hash, folder, path, lockfile);
  return { key: hash.digest('hex').slice(0, 24), paths: kept };
}

function withoutThoseBelow(paths: string[]): string[] {
  const all = new Set(paths);
  return paths
    .filter(
      (path) =>
        !path.split('/').some((_, index, names) => index > 0 && all.has(names.slice(0, index).join('/'))),
    )
    .sort();
}

/** Folders and archives of the checkout itself. A link leads to the folder of the checkout, which is there anyway. */
function npmFolders(lockfile: string, text: string): string[] {
  const found: string[] = [];
  for (const { resolved = '', link } of Object.values(readPackages(lockfile, text))) {
    if (link) mustBeInside(lockfile, resolved, resolved);
    else if (resolved.startsWith('file:')) found.push(mustBeInside(lockfile, resolved, resolved.slice(5)));
  }
  return found;
}

/** A workspace that names another by `file:../other` has no lockfile of its own, so it is the root's. */
function namedFolders(lockfile: string, text: string): string[] {
  const found = [...text.matchAll(LOCAL)].map((match) => (match[1] ?? '').replace(/^\.\//, ''));
  return [...new Set(found)]
    .filter((path) => !path.startsWith('..'))
    .map((path) => mustBeInside(lockfile, path, path));
}

function mustBeInside(lockfile: string, written: string, path: string): string {
  const plain = normalize(path).replace(/\/$/, '');
  if (!plain.startsWith('/') && plain !== '.' && !plain.split('/').includes('..')) return plain;
  throw new SutureError(
    'install_failed',
    `${lockfile} names ${written}, which is not in the repository. Use a folder of the repository.`,
  );
}

function readPackages(lockfile: string, text: string): Record<string, LockedPackage> {
  try {
    return JSON.parse(text).packages ?? {};
  } catch (cause) {
    throw new SutureError('install_failed', `${lockfile} is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function addTo(hash: Hash, folder: string, path: string, lockfile: string): Promise<void> {
  const full = join(folder, path);
  const status = await stat(full).catch(() => null);
  if (!status) {
    throw new SutureError('install_failed', `${lockfile} names ${path}, which the commit does not have.`);
  }
  if (status.isFile()) {
    hash.update(`${path}\0${status.size}\0`).update(await readFile(full));
    return;
  }
  const entries = await readdir(full, { withFileTypes: true });
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const inside = join(path, entry.name);
    if (entry.isSymbolicLink()) hash.update(`${inside}\0->${await readlink(join(folder, inside))}\0`);
    else if (entry.isDirectory() || entry.isFile()) await addTo(hash, folder, inside, lockfile);
  }
}
