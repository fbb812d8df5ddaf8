import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRunning, ownIdentity, ProcessIdentity } from './process-identity.ts';

export interface Lock {
  release(): void;
}

/**
 * Takes a lock file for this process, or reports who holds it. A lock whose holder no longer runs is taken over.
 * The file appears with its whole content (link of a finished file), so nobody reads half of it.
 */
export function takeLock(
  file: string,
): { lock: Lock; holder: null } | { lock: null; holder: ProcessIdentity } {
  mkdirSync(dirname(file), { recursive: true });
  const own = ownIdentity();
  const draft = `${file}.${own.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    for (;;) {
      try {
        linkSync(draft, file);
        return { lock: { release: () => rmSync(file, { force: true }) }, holder: null };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readLock(file);
      if (holder && isRunning(holder)) return { lock: null, holder };
      removeStale(file, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Who holds a lock; null when nobody does, or only a process that has ended. */
export function lockHolder(file: string): ProcessIdentity | null {
  const holder = readLock(file);
  return holder && isRunning(holder) ? holder : null;
}

/** Removes the lock of a holder that has ended, and restores it when another process has taken it meanwhile. */
function removeStale(file: string, holder: ProcessIdentity | null): void {
  const aside = `${file}.stale.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    renameSync(file, aside);
    if (JSON.stringify(readLock(aside)) !== JSON.stringify(holder)) linkSync(aside, file);
  } catch {
    // Another process was quicker; the caller looks again.
  } finally {
    rmSync(aside, { force: true });
  }
}

function readLock(file: string): ProcessIdentity | null {
  try {
    return ProcessIdentity.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
