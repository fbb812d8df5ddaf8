import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';

/** `open(2)`; Node does not name it. */
const O_PATH = 0o10000000;
/** Folders below folders; what lies deeper is not visited. A path of more than 4,096 bytes cannot be named by anyone. */
export const DEPTH = 100;

/** A file, folder or link below a folder that strangers may change at the same time. */
export interface Entry {
  /** By way of the opened folder: nobody can put a link in the place of a folder above it in the meantime. */
  place: string;
  relative: string;
  depth: number;
  status: Stats;
  chmod(mode: number): void;
}

/** Visits the folder itself first, and each entry before what it holds. What vanishes in the meantime is left out. */
export function eachEntry(folder: string, visit: (entry: Entry) => void): void {
  enter(folder, '', 0);

  function enter(place: string, relative: string, depth: number): void {
    const opened = open(place);
    if (!opened) return;
    const { status, self } = opened;
    try {
      visit({ place, relative, depth, status, chmod: (mode) => chmodSync(self, mode) });
      if (!status.isDirectory() || depth > DEPTH) return;
      for (const name of readdirSync(self)) enter(join(self, name), join(relative, name), depth + 1);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    } finally {
      opened.close();
    }
  }
}

/** On Linux as a place only, so that a device, a pipe or a link is not touched; null for what is gone. */
function open(place: string): { status: Stats; self: string; close(): void } | null {
  try {
    if (process.platform !== 'linux') return { status: lstatSync(place), self: place, close() {} };
    const descriptor = openSync(place, O_PATH | constants.O_NOFOLLOW);
    const close = () => closeSync(descriptor);
    return { status: fstatSync(descriptor), self: `/proc/${process.pid}/fd/${descriptor}`, close };
  } catch {
    return null;
  }
}
