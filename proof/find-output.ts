import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What a command wrote, as paths from the root of its folder. */
export interface FoundOutput {
  /** Folders that were not there before. */
  folders: string[];
  /** Files that are new or changed, in folders that were there. */
  files: string[];
}

/** The files and folders of a place, each with what changes when it is written. */
export type Snapshot = Map<string, string>;

const SKIPPED = new Set(['node_modules', '.git']);
/** What tools keep for themselves. Without the output that it describes, it misleads a compiler. */
const OF_TOOLS = /\.tsbuildinfo$|(^|\/)(\.cache|\.swc|\.turbo|\.nyc_output|coverage)$/;

export function takeSnapshot(root: string): Snapshot {
  const found: Snapshot = new Map();
  visit(root, '', (path, state) => {
    found.set(path, state);
    return true;
  });
  return found;
}

/** What was written into a place since a snapshot of it. */
export function findOutput(root: string, before: Snapshot): FoundOutput {
  const found: FoundOutput = { folders: [], files: [] };
  visit(root, '', (path, state) => {
    if (OF_TOOLS.test(path)) return false;
    if (state === FOLDER) {
      if (before.get(path) === FOLDER) return true;
      found.folders.push(path);
      return false;
    }
    if (before.get(path) !== state) found.files.push(path);
    return false;
  });
  return found;
}

const FOLDER = 'folder';

/** Calls back for each entry; a folder whose answer is false is not entered. */
function visit(root: string, below: string, each: (path: string, state: string) => boolean): void {
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      if (each(path, FOLDER)) visit(root, path, each);
      continue;
    }
    const { mtimeMs, size, ino } = lstatSync(join(root, path));
    each(path, `${mtimeMs} ${size} ${ino}`);
  }
}
