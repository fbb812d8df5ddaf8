import { lchownSync, lstatSync } from 'node:fs';
import { eachEntry } from './each-entry.ts';
import type { OwnerIds } from './sweep-output.ts';

/** Gives a folder and all in it to another user. Links are given, not followed. */
export function giveFolder(folder: string, { uid, gid }: OwnerIds): void {
  eachEntry(folder, ({ place }) => lchownSync(place, uid, gid));
}

/**
 * Lets another user read a folder or file that its mode keeps private, by way of the group. Does nothing for one that
 * everyone may read, as it is with the usual umask.
 */
export function letRead(path: string, { gid }: OwnerIds): void {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (!status || status.gid === gid || isOpen(status.mode, status.isDirectory())) return;
  eachEntry(path, (entry) => {
    if (entry.status.isSymbolicLink()) return;
    if (entry.status.mode & 0o007) return;
    lchownSync(entry.place, -1, gid);
    // The group gets what the owner has, but for writing.
    entry.chmod((entry.status.mode & 0o1707) | ((entry.status.mode >> 3) & 0o050));
  });
}

function isOpen(mode: number, folder: boolean): boolean {
  const needed = folder ? 0o005 : 0o004;
  return (mode & needed) === needed;
}
