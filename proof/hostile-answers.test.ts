import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openIngress } from './ingress.ts';
import { startPostgresWitness } from './witness/postgres.ts';
import { startUpstreamWitness } from './witness/upstream.ts';

const folder = mkdtempSync(join(tmpdir(), 'answers-'));
const MIB = 1024 * 1024;
/** What a probe waits for at most, in milliseconds. */
const LIMIT_MS = 700;
let number = 0;
const socketPath = () => join(folder, `${number++}`);

const failures: unknown[] = [];
const note = (error: unknown) => failures.push(error);
beforeAll(() => {
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
});
afterAll(async () => {
  process.off('uncaughtException', note);
  process.off('unhandledRejection', note);
  await rm(folder, { recursive: true, force: true });
});

afterEach(() => {
  failures.length = 0;
});

/** Writes the same piece until the other side hangs up. */
function flood(socket: Socket, piece: string | Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.writable) if (!socket.write(piece)) return;
  };
  socket.on('drain', more);
  more();
}

/** What a service answers, what is said of it, and whether it counts as an answer. */
const ANSWERS: [about: string, answer: (socket: Socket) => void, ends: RegExp][] = [
  ['nothing', () => {}, /abort/i],
  ['an early end', (socket) => socket.end(), /hang up/],
  ['a broken connection', (socket) => socket.destroy(), /hang up|RESET/],
  ['garbage', (socket) => socket.end('\u0000\u0001 this is not HTTP\r\n\r\n'), /Parse Error/],
  ['half a status line', (socket) => socket.end('HTTP/1.1 2'), /hang up|Parse/],
  [
    'a length that is too long',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}'),
    /aborted|broke off/,
  ],
  [
    'a length that is too short',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}garbage'),
    /Parse Error|^200 \{\}$/,
  ],
  [
    'a length that is no number',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}'),
    /Parse Error/,
  ],
  [
    'two lengths',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}'),
    /Parse Error/,
  ],
  [
    'a length beside chunks',
    (socket) =>
      socket.end(
        'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
      ),
    /Parse Error|^200/,
  ],
  [
    'half a chunk',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{}'),
    /aborted|broke off/,
  ],
  [
    'a chunk without a size',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}'),
    /Parse Error|aborted/,
  ],
  [
    'a huge header',
    (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(MIB)}\r\n\r\n`),
    /Header overflow|Parse Error/,
  ],
  [
    'headers without end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      flood(socket, 'x-a: b\r\n'.repeat(1_000));
    },
    /Header overflow|Parse Error/,
  ],
  [
    'a body without end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      flood(socket, 'a'.repeat(64 * 1024));
    },
    /too long/,
  ],
  [
    'chunks without end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      flood(socket, '1\r\na\r\n'.repeat(10_000));
    },
    /too long|abort/,
  ],
  [
    'a trailer without end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n');
      flood(socket, 'x-a: b\r\n'.repeat(1_000));
    },
    /overflow|Parse Error|aborted|broke off/,
  ],
  [
    'provisional answers without end',
    (socket) => flood(socket, 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)),
    /abort|too many/i,
  ],
  [
    'a change of protocol',
    (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    /changes the protocol/,
  ],
  [
    'a body that comes drop by drop',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      const drops = setInterval(() => socket.write('a'), 20);
      socket.on('close', () => clearInterval(drops));
    },
    /abort/i,
  ],
  [
    'a second answer',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 500 No\r\n\r\n'),
    /^200 \{\}$/,
  ],
  ['a status of no kind', (socket) => socket.end('HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n'), /^999/],
];

describe('a service that answers', () => {
  it.each(ANSWERS)('%s ends the run in time with a reason', async (_, answer, ends) => {
    const ingress = await openIngress(socketPath());
    const service = connect(ingress.socket);
    service.on('error', () => {});
    service.once('data', () => answer(service));
    const began = performance.now();
    const before = process.memoryUsage().rss;
    const said = await ingress
      .ask({ method: 'GET', path: '/', headers: {}, signal: AbortSignal.timeout(LIMIT_MS) })
      .then(
        ({ status, body }) => `${status} ${body}`,
        (error: Error) => `${error.name}: ${error.message}`,
      );
    expect(said).toMatch(ends);
    expect(performance.now() - began).toBeLessThan(LIMIT_MS + 1_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * MIB);
    service.destroy();
    await ingress.close();
    expect(failures).toEqual([]);
  });
});

const startup = (parameters: string, code = 196_608) => {
  const body = Buffer.from(`....${parameters}\0`);
  body.writeInt32BE(code);
  const head = Buffer.alloc(4);
  head.writeInt32BE(body.length + 4);
  return Buffer.concat([head, body]);
};
const message = (type: string, length: number, body = Buffer.alloc(0)) => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(length | 0, 1);
  return Buffer.concat([head, body]);
};
const LOGIN = startup('user\0app\0database\0app\0');

/** What a program sends in place of the PostgreSQL protocol. */
const GARBAGE: [about: string, send: (socket: Socket) => void][] = [
  [
    'random bytes',
    (socket) => socket.write(Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 7919) % 256))),
  ],
  ['half a start', (socket) => socket.end(LOGIN.subarray(0, 9))],
  ['a start of 2^31 bytes', (socket) => socket.write(Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 3, 0, 0]))],
  [
    'a start of a negative length',
    (socket) => socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 3, 0, 0])),
  ],
  ['another user', (socket) => socket.write(startup('user\0postgres\0database\0app\0'))],
  ['a cancellation', (socket) => socket.write(startup('\0\0\0\0\0\0\0', 80_877_102))],
  [
    'requests for encryption',
    (socket) =>
      flood(
        socket,
        Buffer.concat(Array.from({ length: 50 }, () => Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]))),
      ),
  ],
  ['a message of 2^31 bytes', (socket) => socket.write(Buffer.concat([LOGIN, message('Q', 0x7fffffff)]))],
  ['a message of a negative length', (socket) => socket.write(Buffer.concat([LOGIN, message('Q', -1)]))],
  ['a message of no type', (socket) => socket.write(Buffer.concat([LOGIN, message('\u0000', 4)]))],
  [
    'a binding that is cut short',
    (socket) => socket.write(Buffer.concat([LOGIN, message('B', 8, Buffer.from([0, 0, 0x7f, 0xff]))])),
  ],
  [
    'COPY data without end',
    (socket) => {
      socket.write(LOGIN);
      flood(socket, message('d', 64 * 1024 + 4, Buffer.alloc(64 * 1024)));
    },
  ],
  [
    'statements without end',
    (socket) => {
      socket.write(LOGIN);
      flood(
        socket,
        Buffer.concat(Array.from({ length: 500 }, () => message('Q', 13, Buffer.from('SELECT 1\0')))),
      );
    },
  ],
  [
    'an early end',
    (socket) => {
      socket.write(LOGIN);
      socket.destroy();
    },
  ],
];

describe('a program that sends the database', () => {
  it.each(GARBAGE)('%s is cut off or followed within bounds', async (_, send) => {
    const places = mkdtempSync(join(folder, 'p'));
    // A server that reads and says nothing, as one under load.
    const accepted = new Set<Socket>();
    const server = createServer((socket) => {
      accepted.add(socket);
      socket.on('error', () => {}).resume();
    });
    await new Promise<void>((resolve) => server.listen(join(places, '.s.PGSQL.1'), resolve));
    const place = mkdtempSync(join(folder, 'w'));
    const witness = await startPostgresWitness({
      folder: place,
      server: { host: places, port: 1 },
      user: 'app',
      password: 'app',
      database: 'app',
    });
    const before = process.memoryUsage().rss;
    const client = connect(join(place, '.s.PGSQL.5432'));
    client.on('error', () => {}).resume();
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.once('connect', () => send(client));
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, LIMIT_MS))]);
    expect(process.memoryUsage().rss - before).toBeLessThan(192 * MIB);
    expect(witness.sightings().length).toBeLessThanOrEqual(20_000);
    client.destroy();
    for (const socket of accepted) socket.destroy();
    await witness.close();
    await new Promise((resolve) => server.close(resolve));
    expect(failures).toEqual([]);
  });
});

describe('an upstream that answers', () => {
  it.each(ANSWERS)('%s leaves the relay at work', async (_, answer) => {
    const sockets = new Set<Socket>();
    const standIn = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('data', () => answer(socket));
    });
    const port = await new Promise<number>((resolve) =>
      standIn.listen(0, '127.0.0.1', () => resolve((standIn.address() as { port: number }).port)),
    );
    const socket = socketPath();
    const relay = await startUpstreamWitness({ name: 'prices', socket, standIn: async () => port });
    const before = process.memoryUsage().rss;
    const caller = connect(socket);
    caller.on('error', () => {}).resume();
    const closed = new Promise<void>((resolve) => caller.once('close', () => resolve()));
    caller.write('GET /price HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, LIMIT_MS))]);
    expect(process.memoryUsage().rss - before).toBeLessThan(192 * MIB);
    expect(relay.calls()).toHaveLength(1);
    caller.destroy();
    for (const one of sockets) one.destroy();
    await relay.close();
    await new Promise((resolve) => standIn.close(resolve));
    expect(failures).toEqual([]);
  });
});
