import { setTimeout as sleep } from 'node:timers/promises';
import type { SSMClientConfig } from '@aws-sdk/client-ssm';
import { SutureError } from '../../domain/errors.ts';
import type { Cooldowns } from '../../domain/ports/cooldowns.ts';
import { type Entry, openParameters } from './ssm-parameters.ts';

/** The most rounds of a start; each but the first follows a collision. */
const ROUNDS = 8;
/** The longest pause after the first collision, in milliseconds; it grows with each round. */
const PAUSE_MS = 150;

export interface SsmCooldownsOptions {
  /** A path of its own for each environment, such as `/suture/production`. */
  prefix: string;
  /** Absent parts are found as the AWS SDK finds them: environment, profile, the task's role. */
  client?: SSMClientConfig;
}

/**
 * Cooldowns as SSM parameters `<prefix>/cooldowns/<service>/<fault>/<second in which it was started>`.
 *
 * SSM has one conditional write: creating a name that must not exist. Reusing the name of an expired parameter would
 * need a conditional delete, which SSM lacks: a slow worker would delete the parameter that a faster one has just
 * created, and both would hold it. AWS also requires half a minute before a deleted name is created again. So each name
 * is used once, and a start has four steps:
 *
 *   1. List. If a cooldown runs, its holder gets true, any other caller false.
 *   2. Create the parameter of this second. SSM lets one caller in a second succeed; the others begin again.
 *   3. List again. A parameter that another worker created in another second is seen by at least one of the two: each
 *      lists after it created, so the worker that created later sees both.
 *   4. Alone: the cooldown is ours. Otherwise delete our own parameter, pause for a random time, and begin again.
 *
 * So two workers never both get true while the first cooldown runs. A worker that dies between 2 and 4 leaves
 * a cooldown without a holder, which expires by itself. The worker's clock decides whether a cooldown is over.
 * Errors: those of {@link openParameters}, and `cooldowns_contended` (retryable).
 */
export function createSsmCooldowns({ prefix, client = {} }: SsmCooldownsOptions): Cooldowns & {
  close(): Promise<void>;
} {
  const parameters = openParameters(client);
  const pathOf = (service: string) => `${prefix}/cooldowns/${service}`;
  const runs = ({ until }: Entry) => until > Date.now();

  async function attempt(path: string, holder: string, ms: number): Promise<boolean | 'collision'> {
    const before = await parameters.list(path);
    const running = before.filter(runs);
    if (running.length > 0) {
      if (running.every((entry) => entry.holder === holder)) return true;
      // Ours beside another's: one of the two is about to be deleted.
      return running.some((entry) => entry.holder === holder) ? 'collision' : false;
    }
    const name = `${path}/${Math.floor(Date.now() / 1_000)}`;
    if (!(await parameters.create(name, { holder, until: Date.now() + ms }))) return 'collision';
    const others = (await parameters.list(path)).filter((entry) => entry.name !== name && runs(entry));
    if (others.length > 0) {
      await parameters.remove([name]);
      return 'collision';
    }
    // Only cleans up: the next start does it again.
    await parameters.remove(before.map((entry) => entry.name)).catch(() => {});
    return true;
  }

  return {
    name: 'ssm',

    async remaining(service, faultCode) {
      const entries = await parameters.list(`${pathOf(service)}/${faultCode}`);
      const left = Math.max(0, ...entries.map(({ until }) => until)) - Date.now();
      return left > 0 ? left : null;
    },

    async start(service, faultCode, holder, seconds) {
      if (seconds <= 0) return true;
      for (let round = 1; round <= ROUNDS; round += 1) {
        const answer = await attempt(`${pathOf(service)}/${faultCode}`, holder, seconds * 1_000);
        if (answer !== 'collision') return answer;
        await sleep(Math.random() * PAUSE_MS * round);
      }
      const running = (await parameters.list(`${pathOf(service)}/${faultCode}`)).filter(runs);
      // A worker died between creating and deleting; in doubt the answer is false.
      if (running.length > 0) return running.every((entry) => entry.holder === holder);
      throw new SutureError(
        'cooldowns_contended',
        `Too many workers start a cooldown of ${faultCode} at once; the call is retried.`,
        { retryable: true, benign: true },
      );
    },

    async clear(service) {
      const entries = await parameters.list(pathOf(service));
      await parameters.remove(entries.map(({ name }) => name));
      return new Set(entries.filter(runs).map(({ faultCode }) => faultCode)).size;
    },

    close: () => parameters.close(),
  };
}
