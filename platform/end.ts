import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './identity.ts';

/**
 * Ends a process that we know by its start time, with its process group: politely, then (after `patienceMs`) by
 * force. Returns false when it was gone already.
 */
export async function endProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals = 'SIGTERM',
  patienceMs = 10_000,
): Promise<boolean> {
  if (!isRunning(identity)) return false;
  for (const [name, waitMs] of [
    [signal, patienceMs],
    ['SIGKILL', 5_000],
  ] as const) {
    signalGroup(identity.pid, name);
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline) {
      if (!isRunning(identity)) return true;
      await delay(25);
    }
  }
  return true;
}

/** Sends a signal to a process group led by `pid`, or to the process alone where it leads none. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // No such group (it shares ours), or it has just ended.
    }
  }
}
