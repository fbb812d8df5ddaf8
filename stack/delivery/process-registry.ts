import { join } from 'node:path';
import { z } from 'zod';
import { endProcess } from '../../platform/end-process.ts';
import { identify, isRunning, ProcessIdentity } from '../../platform/process-identity.ts';
import { readJson, writeJson } from './json-file.ts';

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

export function createProcessRegistry(folder: string, log: (line: string) => void): ProcessRegistry {
  const path = join(folder, 'processes.json');
  let entries = readJson(path, z.array(Entry)) ?? [];
  let isKept = true;

  /** Called when a process starts or ends, where an error would end the delivery: a full disk must not. */
  function set(next: z.infer<typeof Entry>[]): void {
    entries = next;
    try {
      writeJson(path, entries);
      isKept = true;
    } catch (error) {
      if (isKept) log(`${path} cannot be written: ${(error as Error).message}`);
      isKept = false;
    }
  }

  return {
    add(pid, what) {
      const identity = identify(pid);
      if (identity) set([...entries, { ...identity, what }]);
    },
    remove: (pid) => set(entries.filter((entry) => entry.pid !== pid)),
    async endLeftovers(graceMs) {
      const left = entries.filter(isRunning);
      await Promise.all(left.map((entry) => endProcess(entry, 'SIGTERM', graceMs)));
      set([]);
      return left.map(({ what, pid }) => `${what} (process ${pid})`);
    },
  };
}
