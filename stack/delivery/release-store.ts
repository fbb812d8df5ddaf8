import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createJsonFile } from './json-file.ts';

const Placed = z.object({ sha: z.string(), run: z.string().nullable(), since: z.string() });
export type Placed = z.infer<typeof Placed>;

/** The release folders on disk, `<folder>/<sha>`, and which of them is live. */
export interface ReleaseStore {
  folderOf(sha: string): string;
  /** An empty folder for a release that is about to be built. */
  clear(sha: string): Promise<string>;
  /** The release that is to have the traffic; null before the first one, and when its folder was removed. */
  current(): Placed | null;
  /** The release that is to have the traffic when its folder was removed. */
  lost(): Placed | null;
  setCurrent(sha: string, run: string): void;
  /** Current first. */
  list(): Placed[];
  /** Removes all folders but the current one and `previous` before it. A folder in `busy` stays. */
  keep(previous: number, busy: string[]): void;
}

export function createReleaseStore(folder: string, stateFolder: string): ReleaseStore {
  mkdirSync(folder, { recursive: true });
  const file = createJsonFile(join(stateFolder, 'releases.json'), z.array(Placed), []);
  const folderOf = (sha: string) => join(folder, sha);
  const current = () => {
    const [first] = file.get();
    return first && existsSync(folderOf(first.sha)) ? first : null;
  };
  return {
    folderOf,
    async clear(sha) {
      await rm(folderOf(sha), { recursive: true, force: true });
      await mkdir(folderOf(sha), { recursive: true });
      return folderOf(sha);
    },
    current,
    lost: () => (current() ? null : (file.get()[0] ?? null)),
    setCurrent(sha, run) {
      const others = file.get().filter((placed) => placed.sha !== sha);
      file.set([{ sha, run, since: new Date().toISOString() }, ...others]);
    },
    list: () => file.get(),
    keep(previous, busy) {
      const kept = file.get().slice(0, previous + 1);
      file.set(kept);
      const names = new Set([...kept.map(({ sha }) => sha), ...busy]);
      for (const name of readdirSync(folder)) {
        if (!names.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
      }
    },
  };
}
