import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { takeLock } from '../../platform/lock.ts';
import { cacheFolder, type SetUp } from './component.ts';

/** Runs an installation while no other stack of this user installs the same; the second one then finds it done. */
export async function withInstallLock<T>(name: string, setUp: SetUp, install: () => Promise<T>): Promise<T> {
  const file = join(cacheFolder(setUp.environment), `.${name}.lock`);
  let announced = false;
  for (;;) {
    const { lock, holder } = takeLock(file);
    if (lock) {
      try {
        return await install();
      } finally {
        lock.release();
      }
    }
    if (!announced) setUp.say(`${name}: process ${holder.pid} is installing it already; waiting for it`);
    announced = true;
    await delay(500, undefined, { signal: setUp.signal });
  }
}
