import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLocal } from '../../stack/local/open-local.ts';
import { createService, type Files } from './small-service.ts';
import { type Ran, runLine } from './terminal.ts';

const LAUNCHER = fileURLToPath(new URL('../../proof/sandbox/launcher.mjs', import.meta.url));
/** Nothing listens there: `check` and `try` ask no Suture. */
const NOWHERE = 'http://127.0.0.1:9';

export interface LocalRig {
  /** Makes a repository, which is removed at the end. */
  service(...layers: Files[]): string;
  /** Runs one command line in a folder. */
  suture(folder: string, ...args: string[]): Promise<Ran>;
  close(): void;
}

/** Commands on repositories of small services, with a state folder of their own. */
export function openLocalRig(databaseUrl: string): LocalRig {
  const state = mkdtempSync(join(tmpdir(), 'suture-state-'));
  const folders = [state];
  const environment = { ...process.env, STATE_DIR: state, SUTURE_PROOF_DATABASE_URL: databaseUrl };
  return {
    service(...layers) {
      const folder = createService(...layers);
      folders.push(folder);
      return folder;
    },
    suture: (folder, ...args) =>
      runLine(NOWHERE, args, {
        folder,
        openLocal: (options) =>
          openLocal({
            ...{ ...options, folder, environment },
            root: process.cwd(),
            launcher: LAUNCHER,
            signal: new AbortController().signal,
          }),
      }),
    close() {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}
