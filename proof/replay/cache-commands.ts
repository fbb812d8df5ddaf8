import type { Recording, RedisStep } from '../../domain/recording.ts';

/** Commands that bring a cache into the state in which a recorded request met it. */
export function cacheCommands({ steps, before }: Pick<Recording, 'steps' | 'before'>): string[][] {
  const commands: string[][] = [];
  const written = new Set<string>();
  for (const step of [...before.flatMap((one) => one.steps), ...steps]) {
    if (step.kind !== 'redis' || step.error !== null) continue;
    const [key = ''] = step.args;
    const command = step.command.toUpperCase();
    const read = READS[command];
    if (!read) {
      written.add(key);
      continue;
    }
    // What the request itself wrote was not there before.
    for (const one of read(step)) if (one[1] && !written.has(one[1])) commands.push(one);
  }
  return commands;
}

const texts = (reply: unknown): string[] =>
  Array.isArray(reply) ? reply.filter((one) => one !== null && one !== undefined).map(textOf) : [];
const some = (command: string, key: string, values: string[]) =>
  values.length > 0
    ? [
        ['DEL', key],
        [command, key, ...values],
      ]
    : [];

const READS: Record<string, (step: RedisStep) => string[][]> = {
  GET: ({ args, reply }) => stringOf(args[0], reply),
  GETEX: ({ args, reply }) => stringOf(args[0], reply),
  GETDEL: ({ args, reply }) => stringOf(args[0], reply),
  MGET: ({ args, reply }) =>
    Array.isArray(reply) ? args.flatMap((key, index) => stringOf(key, reply[index])) : [],
  HGETALL: ({ args: [key = ''], reply }) => some('HSET', key, pairs(reply)),
  HGET: ({ args: [key = '', field = ''], reply }) =>
    isGiven(reply) ? [['HSET', key, field, textOf(reply)]] : [],
  HMGET: ({ args: [key = '', ...fields], reply }) =>
    Array.isArray(reply)
      ? fields.flatMap((field, index) =>
          isGiven(reply[index]) ? [['HSET', key, field, textOf(reply[index])]] : [],
        )
      : [],
  SMEMBERS: ({ args: [key = ''], reply }) => some('SADD', key, texts(reply)),
  SISMEMBER: ({ args: [key = '', member = ''], reply }) =>
    Number(reply) === 1 ? [['SADD', key, member]] : [],
  LRANGE: ({ args: [key = ''], reply }) => some('RPUSH', key, texts(reply)),
  EXISTS: () => [],
  TTL: () => [],
  PTTL: () => [],
  TYPE: () => [],
};

function stringOf(key: string | undefined, reply: unknown): string[][] {
  return key !== undefined && isGiven(reply) ? [['SET', key, textOf(reply)]] : [];
}

/** As clients report a hash: an object, or names and values in turn. */
function pairs(reply: unknown): string[] {
  if (Array.isArray(reply)) return texts(reply);
  if (typeof reply !== 'object' || reply === null) return [];
  return Object.entries(reply).flatMap(([name, value]) => [name, textOf(value)]);
}

const isGiven = (reply: unknown) => reply !== null && reply !== undefined;
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
