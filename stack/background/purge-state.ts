import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { postgresFolders } from '../servers/postgres-place.ts';
import type { StateFolder } from '../state.ts';

/**
 * Names in a state folder that a stack makes besides those that it describes. Only names that are ours are removed: the
 * folder itself is a setting, and may be any.
 */
const BESIDES = ['packages', 'proof', 'scratch-postgres', 'secrets.json', 'service-keys.json'];

/** Programs that remove at the same time; more only wait for the same disk. */
const AT_ONCE = 4;

/**
 * Removes what a stack that has ended kept: incidents, histories, databases, keys and cached packages. Installed packages are
 * hundreds of thousands of files: 51,000 of them take `rm` 1.2 s, and Node 2.1 s.
 * @param say gets a line for a folder with much in it
 * @throws Error what `rm` says of a file that it may not remove
 */
export async function purgeState(state: StateFolder, say: (line: string) => void): Promise<void> {
  const { postgres, temporalDatabase, root, ...others } = state;
  const named = [
    ...postgresFolders(postgres),
    ...['', '-wal', '-shm'].map((end) => temporalDatabase + end),
    ...Object.values(others),
    ...BESIDES.map((name) => join(root, name)),
  ];
  const paths = named.filter((path) => existsSync(path)).flatMap((path) => [...entriesOf(path), path]);
  const folders = new Set(paths.filter((path) => named.includes(path) && isFolder(path)));
  if (folders.size > 0) say(`Removing ${[...folders].map((path) => basename(path)).join(', ')}`);
  const inside = paths.filter((path) => !folders.has(path));
  const remove = async (): Promise<void> => {
    for (let path = inside.pop(); path !== undefined; path = inside.pop()) await removeAll(path);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, remove));
  for (const path of folders) rmSync(path, { recursive: true, force: true });
  if (existsSync(root) && readdirSync(root).length === 0) rmdirSync(root);
}

function isFolder(path: string): boolean {
  return lstatSync(path).isDirectory();
}

/** What lies in a folder: each entry may be removed by itself. */
function entriesOf(path: string): string[] {
  return isFolder(path) ? readdirSync(path).map((name) => join(path, name)) : [];
}

function removeAll(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile('rm', ['-rf', '--', path], (error, _, stderr) =>
      error ? reject(new Error(`${path} cannot be removed: ${stderr.trim() || error.message}`)) : resolve(),
    );
  });
}
