import { endProcess } from '../platform/end-process.ts';
import { isRunning } from '../platform/process-identity.ts';
import { readRecord, type StateFolder } from './state.ts';

/**
 * Ends what a killed run left behind, last started first. A process counts as ours only when its number and its
 * start time are those that were written down. Returns the names of those ended.
 */
export async function endLeftovers(state: StateFolder): Promise<string[]> {
  const record = readRecord(state);
  if (!record || isRunning(record.supervisor)) return [];
  const ended: string[] = [];
  for (const { name, pid, started, stopSignal } of record.processes.toReversed()) {
    if (await endProcess({ pid, started }, stopSignal as NodeJS.Signals)) ended.push(name);
  }
  return ended;
}
