import { createHash, type Hash } from 'node:crypto';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { SutureError } from '../../domain/errors.ts';

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

const LOCKFILE = 'package-lock.json';

/**
 * Everything that decides which packages a checkout gets.
 * @returns null without a lockfile
 * @throws SutureError `install_failed` for a lockfile that cannot be read or leads out of the checkout
 */
export async function readPackageInputs(folder: string): Promise<PackageInputs | null> {
  const lockfile = await readFile(join(folder, LOCKFILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (lockfile === null) return null;
  const paths = ['package.json', LOCKFILE];
  if (await stat(join(folder, '.npmrc')).catch(() => null)) paths.push('.npmrc');
  paths.push(...localPackages(lockfile));
  // Native packages differ by these.
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.versions.modules}`);
  for (const path of paths) await addTo(hash, folder, path);
  return { key: hash.digest('hex').slice(0, 24), paths };
}

/** Folders and archives of the checkout itself, `"file:vendor/one"` or a link, without those below another. */
function localPackages(lockfile: string): string[] {
  const found = new Set<string>();
  for (const { resolved = '', link } of Object.values(readPackages(lockfile))) {
    if (!link && !resolved.startsWith('file:')) continue;
    const path = normalize(resolved.replace(/^file:/, '')).replace(/\/$/, '');
    if (path.startsWith('/') || path === '.' || path.split('/').includes('..')) {
      throw new SutureError(
        'install_failed',
        `${LOCKFILE} names ${resolved}, which is not in the repository. Use a folder of the repository.`,
      );
    }
    found.add(path);
  }
  const sorted = [...found].sort();
  return sorted.filter((path) => !sorted.some((other) => path.startsWith(`${other}/`)));
}

function readPackages(lockfile: string): Record<string, LockedPackage> {
  try {
    return JSON.parse(lockfile).packages ?? {};
  } catch (cause) {
    throw new SutureError('install_failed', `${LOCKFILE} is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function addTo(hash: Hash, folder: string, path: string): Promise<void> {
  const full = join(folder, path);
  const status = await stat(full).catch(() => null);
  if (!status) {
    throw new SutureError('install_failed', `${LOCKFILE} names ${path}, which the commit does not have.`);
  }
  if (status.isFile()) {
    hash.update(`${path}\0${status.size}\0`).update(await readFile(full));
    return;
  }
  const entries = await readdir(full, { withFileTypes: true });
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const inside = join(path, entry.name);
    if (entry.isSymbolicLink()) hash.update(`${inside}\0->${await readlink(join(folder, inside))}\0`);
    else if (entry.isDirectory() || entry.isFile()) await addTo(hash, folder, inside);
  }
}
