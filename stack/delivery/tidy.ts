import { readdirSync, readlinkSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ReleaseStore } from './release-store.ts';
import type { Runs } from './runs.ts';

export interface TidyOptions {
  releaseStore: ReleaseStore;
  runs: Runs;
  /** Folder with a folder of packages a lockfile. */
  modules: string;
  /** Folder with the releases' logs. */
  logs: string;
  /** Releases kept besides the current one. */
  previousReleases: number;
  keptRuns: number;
  /** Commits of releases that still drain. */
  busy(): string[];
}

/** Removes what has grown old: releases, their logs, packages that no release uses, and runs. */
export function tidy(options: TidyOptions): void {
  const { releaseStore, runs, modules, logs } = options;
  releaseStore.keep(options.previousReleases, options.busy());
  runs.keep(options.keptRuns);
  const kept = releaseStore.list().map(({ sha }) => sha);
  const used = new Set(
    kept.flatMap((sha) => linkedModules(join(releaseStore.folderOf(sha), 'node_modules'))),
  );
  removeAllBut(modules, (name) => used.has(name));
  const shown = [...kept, ...options.busy()];
  removeAllBut(logs, (name) => shown.some((sha) => name.startsWith(sha)));
}

function linkedModules(link: string): string[] {
  try {
    return [basename(dirname(readlinkSync(link)))];
  } catch {
    return [];
  }
}

function removeAllBut(folder: string, isKept: (name: string) => boolean): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    if (!isKept(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
