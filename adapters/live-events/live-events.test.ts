import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import type { LiveEvent } from '../../domain/incident.ts';
import type { LiveEvents } from '../../domain/ports/live-events.ts';
import { createMemoryLiveEvents } from './memory.ts';
import { createRedisLiveEvents } from './redis.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function keep<T extends LiveEvents>(events: T): T {
  cleanups.push(() => events.close());
  return events;
}

const news = (message: string): LiveEvent => ({
  seq: 7,
  kind: 'incident',
  incident_id: 'LIVE-0007',
  phase: 'fixing',
  message,
  at: '2026-01-01T00:00:00.000Z',
});

/** A relay before Redis that can be cut and restored. */
async function startRelay() {
  const target = new URL(inject('redisUrl'));
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = connect(Number(target.port || 6379), target.hostname);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    inner.pipe(outer).pipe(inner);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const cut = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  cleanups.push(async () => server.listening && (await cut()));
  return { url: `redis://127.0.0.1:${port}`, cut, restore: () => listen(port) };
}

const adapters: [string, () => LiveEvents][] = [
  ['memory', () => createMemoryLiveEvents()],
  ['redis', () => createRedisLiveEvents({ url: inject('redisUrl'), channel: `test:${randomUUID()}` })],
];

describe.each(adapters)('live events by %s', (_, create) => {
  it('reach each subscriber, whole, until it leaves', async () => {
    const events = keep(create());
    const first: LiveEvent[] = [];
    const second: LiveEvent[] = [];
    const leave = events.subscribe((event) => first.push(event));
    events.subscribe((event) => second.push(event));
    await vi.waitFor(() => {
      events.publish(news('hello'));
      expect(first.length).toBeGreaterThan(0);
    }, 120_000);
    expect(first[0]).toEqual(news('hello'));
    leave();
    const heard = first.length;
    events.publish(news('last'));
    await vi.waitFor(() => expect(second.at(-1)).toEqual(news('last')), 120_000);
    expect(first.length).toBe(heard);
  });

  it('can be closed twice, and takes a publish afterwards', async () => {
    const events = keep(create());
    events.subscribe(() => {});
    await events.close();
    await events.close();
    events.publish(news('too late'));
    expect(events.connected()).toBe(false);
  });
});

describe('live events by redis', () => {
  it('cross from one program to another', async () => {
    const channel = `test:${randomUUID()}`;
    const [app, worker] = [1, 2].map(() => keep(createRedisLiveEvents({ url: inject('redisUrl'), channel })));
    const heard: LiveEvent[] = [];
    app?.subscribe((event) => heard.push(event));
    await vi.waitFor(() => expect(app?.connected()).toBe(true), 120_000);
    worker?.publish(news('the very first'));
    await vi.waitFor(() => expect(heard).toEqual([news('the very first')]), 120_000);
  });

  it('keep what was said before the first connection, in its order, without a listener for each', async () => {
    const channel = `test:${randomUUID()}`;
    const [app, worker] = [1, 2].map(() => keep(createRedisLiveEvents({ url: inject('redisUrl'), channel })));
    const heard: string[] = [];
    app?.subscribe((event) => heard.push(event.message));
    await vi.waitFor(() => expect(app?.connected()).toBe(true), 120_000);
    const warnings: string[] = [];
    const note = (warning: Error) => void warnings.push(warning.message);
    process.on('warning', note);
    cleanups.push(async () => process.off('warning', note));
    const said = Array.from({ length: 30 }, (_, number) => `news ${number}`);
    for (const message of said) worker?.publish(news(message));
    await vi.waitFor(() => expect(heard).toEqual(said), 120_000);
    expect(warnings).toEqual([]);
  });

  it('bridge an outage: never a throw, not connected meanwhile, and back by themselves', async () => {
    const relay = await startRelay();
    const changes: string[] = [];
    const events = keep(
      createRedisLiveEvents({
        url: relay.url,
        channel: `test:${randomUUID()}`,
        onChange: (state) => changes.push(state),
      }),
    );
    const heard: string[] = [];
    events.subscribe((event) => heard.push(event.message));
    await vi.waitFor(() => expect(events.connected()).toBe(true), 120_000);
    await relay.cut();
    await vi.waitFor(() => expect(events.connected()).toBe(false), 120_000);
    events.publish(news('lost'));
    await relay.restore();
    await vi.waitFor(() => expect(events.connected()).toBe(true), 120_000);
    await vi.waitFor(() => {
      events.publish(news('back'));
      expect(heard).toContain('back');
    }, 120_000);
    expect(heard).not.toContain('lost');
    expect(changes).toEqual(['lost', 'connected']);
  });

  it('start without a Redis, and find it when it comes', async () => {
    const relay = await startRelay();
    await relay.cut();
    const events = keep(createRedisLiveEvents({ url: relay.url, channel: `test:${randomUUID()}` }));
    events.subscribe(() => {});
    events.publish(news('not delivered'));
    expect(events.connected()).toBe(false);
    await relay.restore();
    await vi.waitFor(() => expect(events.connected()).toBe(true), 120_000);
  });

  it('ignore a message that is not an event', async () => {
    const channel = `test:${randomUUID()}`;
    const events = keep(createRedisLiveEvents({ url: inject('redisUrl'), channel }));
    const heard: LiveEvent[] = [];
    events.subscribe((event) => heard.push(event));
    await vi.waitFor(() => expect(events.connected()).toBe(true), 120_000);
    const other = new Redis(inject('redisUrl'));
    await other.publish(channel, 'not JSON');
    await other.publish(channel, '{"kind":"incident"}');
    await other.publish(channel, JSON.stringify(news('good')));
    other.disconnect();
    await vi.waitFor(() => expect(heard).toEqual([news('good')]), 120_000);
  });
});
