import { join } from 'node:path';
import { z } from 'zod';
import { endProcess } from '../../platform/end-process.ts';
import { identify, isRunning, ProcessIdentity } from '../../platform/process-identity.ts';
import { createJsonFile } from './json-file.ts';

const Entry = ProcessIdentity.extend({ what: z.string() });

/**
 * The process groups that this delivery has started, on disk: a delivery that was killed leaves them behind, and
 * the next one ends them.
 */
export interface ProcessRegistry {
  add(pid: number, what: string): void;
  remove(pid: number): void;
  /** Ends what an earlier delivery left running: SIGTERM, after `graceMs` SIGKILL. Returns what it was. */
  endLeftovers(graceMs: number): Promise<string[]>;
}

export function createProcessRegistry(folder: string): ProcessRegistry {
  const file = createJsonFile(join(folder, 'processes.json'), z.array(Entry), []);
  return {
    add(pid, what) {
      const identity = identify(pid);
      if (identity) file.set([...file.get(), { ...identity, what }]);
    },
    remove: (pid) => file.set(file.get().filter((entry) => entry.pid !== pid)),
    async endLeftovers(graceMs) {
      const left = file.get().filter(isRunning);
      await Promise.all(left.map((entry) => endProcess(entry, 'SIGTERM', graceMs)));
      file.set([]);
      return left.map(({ what, pid }) => `${what} (process ${pid})`);
    },
  };
}
