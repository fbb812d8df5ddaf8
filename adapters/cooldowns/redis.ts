import { Redis } from 'ioredis';
import { SutureError } from '../../domain/errors.ts';
import type { Cooldowns } from '../../domain/ports/cooldowns.ts';

/** How long one call may take, in milliseconds, Redis being there or not. */
const CALL_TIMEOUT_MS = 2_000;

/** Takes the key, or recognises the holder that has it: one step, so that two starters cannot both win. */
const START = `
if redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('get', KEYS[1]) == ARGV[1] then return 1 end
return 0`;

/**
 * Cooldowns as Redis keys that expire: `suture:cooldown:<service>:<fault>`, whose value is the holder.
 * Connects when first asked, and again by itself. A dead Redis fails a call within about two seconds.
 * Errors: `cooldowns_unavailable` (retryable).
 */
export function createRedisCooldowns({ url }: { url: string }): Cooldowns & { close(): Promise<void> } {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CALL_TIMEOUT_MS,
    commandTimeout: CALL_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    retryStrategy: (times) => Math.min(times * 50, 1_000),
  });
  // Each failure is reported by the call it fails; the bare event would be printed on top.
  redis.on('error', () => {});

  async function ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (cause) {
      throw new SutureError(
        'cooldowns_unavailable',
        `Redis does not answer (${cause instanceof Error ? cause.message : String(cause)}). Check that it runs and that REDIS_URL names it; the call can be tried again.`,
        { retryable: true, cause },
      );
    }
  }

  return {
    name: 'redis',

    async remaining(service, faultCode) {
      const left = await ask(() => redis.pttl(keyOf(service, faultCode)));
      return left > 0 ? left : null;
    },

    async start(service, faultCode, holder, seconds) {
      if (seconds <= 0) return true;
      const milliseconds = Math.ceil(seconds * 1_000);
      const key = keyOf(service, faultCode);
      return (await ask(() => redis.eval(START, 1, key, holder, milliseconds))) === 1;
    },

    async clear(service) {
      const pattern = keyOf(escapeGlob(service), '*');
      let cleared = 0;
      let cursor = '0';
      do {
        const [next, keys] = await ask(() => redis.scan(cursor, 'MATCH', pattern, 'COUNT', 500));
        if (keys.length > 0) cleared += await ask(() => redis.unlink(...keys));
        cursor = next;
      } while (cursor !== '0');
      return cleared;
    },

    async close() {
      redis.disconnect();
    },
  };
}

function keyOf(service: string, faultCode: string): string {
  return `suture:cooldown:${service}:${faultCode}`;
}

function escapeGlob(text: string): string {
  return text.replace(/[*?[\]\\]/g, '\\$&');
}
