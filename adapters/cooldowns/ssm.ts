import { setTimeout as sleep } from 'node:timers/promises';
import type { SSMClientConfig } from '@aws-sdk/client-ssm';
import { SutureError } from '../../domain/errors.ts';
import type { Cooldowns } from '../../domain/ports/cooldowns.ts';
import { type Entry, openParameters } from './ssm-parameters.ts';

/** Rounds that a start may take until it gives up for now; each but the first follows a collision. */
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
 * SSM offers one conditional write: making a name that must not exist. Taking an expired parameter over under its own
 * name would need a conditional delete, which there is none of: a slow worker would delete what a quicker one has just
 * made, and both would hold it. AWS also asks for half a minute before a deleted name is made again. So a name is used
 * once, and a start goes like this:
 *
 *   1. Look. If one runs, its holder hears yes, and everyone else no.
 *   2. Make the parameter of this second. Of all who try in the same second, SSM lets one succeed; the others look again.
 *   3. Look again. Whoever made one in another second than we is seen now, by us or by them: if A looks after it made
 *      its own, and B likewise, then the later of the two makings comes before that worker's look, and it sees both.
 *   4. Alone: ours. Not alone: take our own back (nobody else ever writes that name), pause by chance, and begin anew.
 *
 * So two can never both hear yes while the first one's cooldown runs. A worker that dies between 2 and 4 leaves
 * a cooldown that nobody relies on and that ends by itself. Whether one is over is judged by the worker's clock.
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
      // Ours beside another's: one of the two is about to be taken back.
      return running.some((entry) => entry.holder === holder) ? 'collision' : false;
    }
    const name = `${path}/${Math.floor(Date.now() / 1_000)}`;
    if (!(await parameters.create(name, { holder, until: Date.now() + ms }))) return 'collision';
    const others = (await parameters.list(path)).filter((entry) => entry.name !== name && runs(entry));
    if (others.length > 0) {
      await parameters.remove([name]);
      return 'collision';
    }
    // Only tidies up: whoever starts next does it again.
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
      // Someone died between making and taking back; in doubt it is a no.
      if (running.length > 0) return running.every((entry) => entry.holder === holder);
      throw new SutureError(
        'cooldowns_contended',
        `Too many workers start a cooldown of ${faultCode} at once; the call can be tried again.`,
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
