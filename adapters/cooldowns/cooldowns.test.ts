import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { describe, expect, inject, it, vi } from 'vitest';
import { describeCooldowns } from './contract.ts';
import { createRedisCooldowns } from './redis.ts';
import { createCooldowns } from './registry.ts';

describeCooldowns('redis', async () => {
  const cooldowns = createRedisCooldowns({ url: inject('redisUrl') });
  return { cooldowns, close: () => cooldowns.close() };
});

/** A relay to the tests' Redis that can be closed and started again on the same port. */
async function startRelay(port: number): Promise<{ port: number; close(): Promise<void> }> {
  const redis = new URL(inject('redisUrl'));
  const sockets = new Set<Socket>();
  const server: Server = createServer((inside) => {
    const outside = connect(Number(redis.port || 6379), redis.hostname);
    for (const socket of [inside, outside]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    inside.pipe(outside).pipe(inside);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

describe('redis cooldowns', () => {
  it('fail while Redis is down, and work again afterwards', async () => {
    const first = await startRelay(0);
    const cooldowns = createRedisCooldowns({ url: `redis://127.0.0.1:${first.port}` });
    try {
      expect(await cooldowns.remaining('door', 'FAULT_ONE')).toBeNull();
      await first.close();
      await expect(cooldowns.remaining('door', 'FAULT_ONE')).rejects.toMatchObject({
        type: 'cooldowns_unavailable',
        retryable: true,
      });
      const second = await startRelay(first.port);
      await vi.waitFor(
        async () => expect(await cooldowns.remaining('door', 'FAULT_ONE')).toBeNull(),
        120_000,
      );
      await second.close();
    } finally {
      await cooldowns.close();
    }
  });

  it('ask for an address', () => {
    expect(() => createCooldowns({ COOLDOWNS: 'redis', REDIS_URL: undefined })).toThrow(/REDIS_URL/);
  });
});
