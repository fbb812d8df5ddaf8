import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

/**
 * Ends a process with its process group: by `signal`, then by SIGKILL after `patienceMs`.
 * @returns false when it had ended already
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
    const deadline = performance.now() + waitMs;
    while (performance.now() < deadline) {
      if (!isRunning(identity)) return true;
      await delay(20);
    }
  }
  return true;
}

/**
 * Sends a signal to the process group that `pid` leads, or to the process alone where it leads none. Does nothing when
 * both have ended.
 */
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
