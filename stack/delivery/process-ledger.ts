import { join } from 'node:path';
import { z } from 'zod';
import { createJsonFile } from './json-file.ts';
import { identify, isRunning, ProcessIdentity } from './process-identity.ts';

const Entry = ProcessIdentity.extend({ what: z.string() });
type Entry = z.infer<typeof Entry>;

/**
 * The process groups that this delivery has started, on disk: a delivery that was killed leaves them behind, and
 * the next one ends them.
 */
export interface ProcessLedger {
  add(pid: number, what: string): void;
  remove(pid: number): void;
  /** Ends what an earlier delivery left running: SIGTERM, after `graceMs` SIGKILL. Answers with what it was. */
  endLeftovers(graceMs: number): Promise<string[]>;
}

export function createProcessLedger(folder: string): ProcessLedger {
  const file = createJsonFile(join(folder, 'processes.json'), z.array(Entry), []);
  return {
    add(pid, what) {
      const identity = identify(pid);
      if (identity) file.set([...file.get(), { ...identity, what }]);
    },
    remove: (pid) => file.set(file.get().filter((entry) => entry.pid !== pid)),
    async endLeftovers(graceMs) {
      const left = file.get().filter(isRunning);
      for (const { pid } of left) signalGroup(pid, 'SIGTERM');
      await gone(left, graceMs);
      for (const { pid } of left.filter(isRunning)) signalGroup(pid, 'SIGKILL');
      await gone(left, graceMs);
      file.set([]);
      return left.map(({ what, pid }) => `${what} (process ${pid})`);
    },
  };
}

/** Waits for processes that are not our children, so there is no exit to be told of: they are looked at. */
async function gone(entries: Entry[], limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (entries.some(isRunning) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Signals a process and all that it started; a group that has ended is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // EPERM: macOS says so of a group of which only a zombie is left.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
