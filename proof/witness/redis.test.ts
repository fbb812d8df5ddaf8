import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRedis } from './find-redis.ts';
import { createRedisWitness, type RedisWitness } from './redis.ts';
import { writeCommand } from './redis-commands.ts';

const program = findRedis({ path: process.env.PATH, cacheFolder: join(homedir(), '.cache/suture') });

describe.runIf(program)('a witness of Redis', () => {
  let folder: string;
  let witness: RedisWitness;
  let server: Server;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'redis-witness-'));
    witness = createRedisWitness({ program: program as string, folder: join(folder, 'r') });
    server = createServer((client) => witness.serve(client));
    server.listen(join(folder, 's'));
    await once(server, 'listening');
  });
  afterAll(async () => {
    await witness.close();
    server.close();
    await rm(folder, { recursive: true });
  });

  function open(): Socket {
    return connect(join(folder, 's')).on('error', () => {});
  }
  /** Sends commands and waits for the answer to the last one, or for the end. */
  async function send(client: Socket, commands: string[][]): Promise<string> {
    let answer = '';
    client.on('data', (chunk: Buffer) => (answer += chunk));
    const ended = once(client, 'close');
    client.end(Buffer.concat(commands.map(writeCommand)));
    await ended;
    return answer;
  }
  /** A name without digits, so that each is another one. */
  const nameOf = (number: number) =>
    number.toString(19).replace(/./g, (digit) => String.fromCharCode(103 + Number.parseInt(digit, 19)));

  it('keeps commands that differ by numbers alone once', async () => {
    const numbers = Array.from({ length: 5_000 }, (_, number) => ['GET', `user:${number}`]);
    await send(open(), numbers);
    expect(witness.commands()).toEqual(['GET user:0']);
    expect(witness.asked(0).at(-1)).toBe('GET user:4999');
    expect(witness.asked(performance.now())).toEqual([]);
    expect(witness.overrun()).toBeNull();
  });

  it('reports that it cannot follow, and lets nothing more through, past its bound', async () => {
    const many = Array.from({ length: 2_000 }, (_, number) => ['GET', nameOf(number)]);
    await send(open(), [...many, ['SET', 'late', '1']]);
    expect(witness.overrun()).toBe('more than 2000 different commands');
    expect(await send(open(), [['GET', 'user:0']])).toBe('');
    expect(witness.commands()).toHaveLength(2_000);
    expect(witness.commands()).not.toContain('SET late');
  });
});
