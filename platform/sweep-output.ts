import { spawnSync } from 'node:child_process';
import { realpathSync, unlinkSync } from 'node:fs';
import { join, sep } from 'node:path';
import { DEPTH, eachEntry } from './each-entry.ts';

const SET_ID = 0o6000;

/** A user of this machine. */
export interface OwnerIds {
  uid: number;
  gid: number;
}

export interface Swept {
  /** Sizes of all files, holes included. */
  bytes: number;
  /** Files, folders and links. */
  files: number;
  /** What was removed or changed, relative to the folder: at most the first twenty. */
  removed: string[];
}

export interface SweepOptions {
  /**
   * Links may lead to these folders; others are removed, and so are sockets and pipes. Null: these stay, as in a folder whose
   * own program still runs.
   */
  within: string[] | null;
}

/**
 * Makes what a strange program wrote harmless for everyone outside: removes devices, sockets, pipes and links that lead
 * out or nowhere, and takes set-user-id and set-group-id bits away.
 */
export function sweepOutput(folder: string, { within }: SweepOptions): Swept {
  const swept: Swept = { bytes: 0, files: 0, removed: [] };
  const note = (path: string) => swept.removed.length < 20 && swept.removed.push(path);
  const roots = within?.map(real).filter((path) => path !== null) ?? null;
  eachEntry(folder, (entry) => {
    const { status, relative, place, depth } = entry;
    swept.files += 1;
    if (depth > DEPTH) {
      note(relative);
      // It removes what lies deeper than a path can name.
      spawnSync('rm', ['-rf', place]);
      return;
    }
    if (!status.isFile() && !status.isDirectory()) {
      const isDevice = status.isBlockDevice() || status.isCharacterDevice();
      if (!roots && !isDevice) return;
      if (roots && status.isSymbolicLink() && leadsTo(join(folder, relative), roots)) return;
      note(relative);
      unlinkSync(place);
      return;
    }
    if (status.isFile()) swept.bytes += Math.max(status.size, status.blocks * 512);
    if (status.mode & SET_ID) note(relative);
    // What its owner may not read could not be copied or removed either.
    const mode = (status.mode & 0o1777) | (status.isDirectory() ? 0o700 : 0o400);
    if (mode !== (status.mode & 0o7777)) entry.chmod(mode);
  });
  return swept;
}

function leadsTo(link: string, roots: string[]): boolean {
  const target = real(link);
  return target !== null && roots.some((root) => target === root || target.startsWith(root + sep));
}

function real(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
