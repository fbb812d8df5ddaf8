import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { postgresFolders } from '../servers/postgres-place.ts';
import type { StateFolder } from '../state.ts';

/**
 * Names in a state folder that a stack makes besides those that it describes. Only names that are ours are removed: the
 * folder itself is a setting, and may be any.
 */
const BESIDES = ['packages', 'proof', 'scratch-postgres', 'secrets.json', 'service-keys.json'];

/** Removes what a stack that has ended kept: incidents, histories, databases, keys and cached packages. */
export function purgeState(state: StateFolder): void {
  const { postgres, temporalDatabase, root, ...others } = state;
  const paths = [
    ...postgresFolders(postgres),
    ...['', '-wal', '-shm'].map((end) => temporalDatabase + end),
    ...Object.values(others),
    ...BESIDES.map((name) => join(root, name)),
  ];
  for (const path of paths) rmSync(path, { recursive: true, force: true });
  if (readdirSync(root).length === 0) rmdirSync(root);
}
