import { setTimeout as pause } from 'node:timers/promises';
import { takeLock } from '../../platform/lock.ts';

/** Between two looks at a lock that another installer holds, in milliseconds. */
const LOOK_MS = 100;

/** Two programs that need the same packages install them once. */
export async function withLock(file: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    const { lock } = takeLock(file);
    if (!lock) {
      await pause(LOOK_MS);
      continue;
    }
    try {
      return await work();
    } finally {
      lock.release();
    }
  }
}
