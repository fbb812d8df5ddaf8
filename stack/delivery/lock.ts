import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import { identify, isRunning, ProcessIdentity } from './process-identity.ts';

/**
 * Takes a state folder for this process. Returns what gives it back.
 * @throws SutureError `already_running` when a live process holds it.
 */
export function takeLock(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true });
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)));
  try {
    for (;;) {
      try {
        // Fails when the lock exists; the lock appears with its whole content.
        linkSync(mine, path);
        return () => rmSync(path, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      removeStale(path);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function holderIn(text: string): ProcessIdentity | null {
  try {
    return ProcessIdentity.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function removeStale(path: string): void {
  const text = readIfThere(path);
  if (text === null) return;
  const holder = holderIn(text);
  if (holder && isRunning(holder)) {
    throw new SutureError(
      'already_running',
      `Another delivery (process ${holder.pid}) works on this state folder. End it, or set another STATE_DIR.`,
      { details: { pid: holder.pid, lock: path } },
    );
  }
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // Someone else may have removed the stale lock and taken it meanwhile: then theirs is put back.
  if (readIfThere(aside) !== text) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
