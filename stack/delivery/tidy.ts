import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleaseStore } from './release-store.ts';
import type { Runs } from './runs.ts';

export interface TidyOptions {
  releaseStore: ReleaseStore;
  runs: Runs;
  /** Folder with the logs of releases and of stand-ins. */
  logs: string;
  /** Releases kept besides the current one. */
  previousReleases: number;
  keptRuns: number;
  /** Commits of releases that still drain. */
  busy(): string[];
}

/** A log of a release is named after its commit. */
const OF_RELEASE = /^[0-9a-f]{40}\./;

/** Removes old releases, their logs, and old runs. */
export function tidy(options: TidyOptions): void {
  const { releaseStore, runs, logs } = options;
  releaseStore.keep(options.previousReleases, options.busy());
  runs.keep(options.keptRuns);
  const kept = [...releaseStore.list().map(({ sha }) => sha), ...options.busy()];
  for (const name of namesIn(logs)) {
    const isOld = OF_RELEASE.test(name) && !kept.some((sha) => name.startsWith(sha));
    if (isOld) rmSync(join(logs, name), { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
