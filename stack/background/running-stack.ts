import { setTimeout as delay } from 'node:timers/promises';
import { SutureError } from '../../domain/errors.ts';
import { lockHolder, takeLock } from '../../platform/lock.ts';
import type { ProcessIdentity } from '../../platform/process-identity.ts';
import { readRecord, type StackRecord, type StateFolder } from '../state.ts';

export interface RunningStack {
  supervisor: ProcessIdentity;
  /** Null while it looks for its components. */
  record: StackRecord | null;
}

/** The stack that runs from a state folder, or starts; null when none does. */
export function findRunning(state: StateFolder): RunningStack | null {
  const supervisor = lockHolder(state.lock);
  if (!supervisor) return null;
  const record = readRecord(state);
  return { supervisor, record: record?.supervisor.started === supervisor.started ? record : null };
}

/**
 * Waits until the stack that another process started is up.
 * @returns null when it ended meanwhile
 */
export async function waitUntilReady(state: StateFolder, signal: AbortSignal): Promise<StackRecord | null> {
  for (;;) {
    const running = findRunning(state);
    if (!running) return null;
    if (running.record?.ready) return running.record;
    await pause(signal);
  }
}

/** Does something while no other process starts or ends the stack of this folder. */
export async function withStartLock<T>(
  state: StateFolder,
  { say, signal }: { say(line: string): void; signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  for (let announced = false; ; announced = true) {
    const { lock, holder } = takeLock(state.startLock);
    if (lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (!announced) say(`Process ${holder.pid} is starting or ending the stack; waiting for it`);
    await pause(signal);
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await delay(200, undefined, { signal });
  } catch (cause) {
    throw new SutureError('interrupted', 'Stopped on request.', { benign: true, cause });
  }
}
