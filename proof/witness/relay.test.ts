import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as secure } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority } from './authority.ts';
import { createDials } from './dials.ts';
import { GSS_REQUEST, SSL_REQUEST } from './postgres-messages.ts';
import { openRelay, type Relay } from './relay.ts';

const folder = mkdtempSync(join(tmpdir(), 'relay-'));
const authority = createAuthority();
const failures: unknown[] = [];
const note = (error: unknown) => failures.push(error);
/** A server of the machine, which nobody inside may reach. */
const outside = createServer((socket) => {
  reached += 1;
  socket.destroy();
});
let reached = 0;
let relay: Relay;
beforeAll(async () => {
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
  outside.listen(0, '127.0.0.1');
  await once(outside, 'listening');
  relay = await openRelay({
    socket: join(folder, 'out'),
    authority,
    destinations: { postgres: (client) => client.end('database'), redis: null, upstream: () => null },
  });
});
afterAll(async () => {
  process.off('uncaughtException', note);
  process.off('unhandledRejection', note);
  await relay.close();
  outside.close();
  await rm(folder, { recursive: true, force: true });
  expect(failures).toEqual([]);
});

/** Opens a connection as a program in the sandbox may, with any first line. */
async function open(line: string | Buffer, { socket: path } = relay): Promise<Socket> {
  const socket = dial(path);
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(line);
  return socket;
}

async function answerOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await new Promise((resolve) => socket.on('close', resolve));
  return text;
}

const to = (host: string, port: number) => `${JSON.stringify({ host, port })}\n`;
const request = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';
const asking = (code: number) => {
  const message = Buffer.alloc(8);
  message.writeInt32BE(8);
  message.writeInt32BE(code, 4);
  return message;
};

describe('a program that dials out', () => {
  it.each([
    ['the loopback of the machine', '127.0.0.1'],
    ['the loopback by its name', 'localhost'],
    ['the loopback by another protocol', '::1'],
    ['a path in place of a host', '../../etc/passwd'],
    ['a socket in place of a host', join(folder, 'out')],
    ['no host', ''],
  ])('does not reach %s', async (_, host) => {
    const { port } = outside.address() as AddressInfo;
    const socket = await open(to(host, port) + request);
    expect(await answerOf(socket)).toBe('');
    expect(reached).toBe(0);
  });

  it.each([
    ['no JSON', 'x\n'],
    ['a line without end', 'x'.repeat(100_000)],
    ['a port beyond the last', to('db', 70_000)],
    ['a prototype', '{"__proto__":{"host":"db"},"port":1}\n'],
    ['bytes', Buffer.from([0, 255, 10, 0, 255, 10])],
  ])('is cut off when its first line is %s', async (_, line) => {
    expect(await answerOf(await open(line))).toBe('');
  });

  it('may ask for encryption once for each way, and not without end', async () => {
    const once = await open(
      Buffer.concat([Buffer.from(to('db', 5432)), asking(GSS_REQUEST), asking(SSL_REQUEST), asking(0x30000)]),
    );
    expect(await answerOf(once)).toBe('NSdatabase');
    const endless = await open(to('db', 5432));
    endless.write(Buffer.concat(Array.from({ length: 10_000 }, () => asking(SSL_REQUEST))));
    expect(await answerOf(endless)).toBe('SS');
  });

  it('has a bound for its connections at one time', async () => {
    const destinations = { postgres: null, redis: null, upstream: () => null };
    const own = await openRelay({ socket: join(folder, 'own'), authority, destinations });
    const many: Socket[] = [];
    let closed = 0;
    while (closed === 0 && many.length < 600) {
      const socket = await open('', own);
      socket.on('close', () => (closed += 1));
      socket.resume();
      many.push(socket);
    }
    expect(many.length).toBeGreaterThanOrEqual(500);
    expect(closed).toBeGreaterThan(0);
    for (const socket of many) socket.destroy();
    await own.close();
  });
});

describe('what was dialled', () => {
  it('is reported as not followed past its bound of hosts, and not for a host that is known', () => {
    const dials = createDials();
    const dial = (host: string) => dials.note({ host, port: 80, protocol: 'HTTP', encrypted: false }, false);
    for (let number = 0; number < 200; number += 1) dial(`${number}.test`);
    dial('0.test');
    expect(dials.overrun()).toBeNull();
    dial('one-more.test');
    expect(dials.overrun()).toBe('more than 200 hosts');
  });
});

describe('certificates', () => {
  it.each([
    '',
    '\0',
    'a'.repeat(255),
    '😀'.repeat(40),
    `${'x'.repeat(63)}😀`,
    '*.test',
    '127.0.0.1',
    '::1',
    'a b\n',
  ])('are made for the name %j, or refused, without an end of the worker', async (host) => {
    const socket = await open(to(host, 443));
    const secured = secure({
      socket,
      servername: /^[\w.*-]*[a-z][\w.*-]*$/.test(host) ? host : '',
      rejectUnauthorized: false,
    });
    secured.on('error', () => {});
    secured.on('secureConnect', () => secured.end(request));
    await once(socket, 'close');
    expect(failures).toEqual([]);
  });

  it('are kept for some names only', () => {
    const first = authority.contextFor('first.test');
    expect(authority.contextFor('first.test')).toBe(first);
    for (let number = 0; number < 200; number += 1) authority.contextFor(`${number}.test`);
    expect(authority.contextFor('first.test')).not.toBe(first);
  });
});
