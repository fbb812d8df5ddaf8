import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { anyPort, canBind, choosePort } from './ports.ts';

let reservations: string;
beforeEach(() => {
  reservations = mkdtempSync(join(tmpdir(), 'suture-ports-test-'));
});
afterEach(() => rmSync(reservations, { recursive: true, force: true }));

const listen = (port: number, host: string) =>
  new Promise<Server>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });

test('a free port is taken as it is', async () => {
  const port = await anyPort();
  const choice = await choosePort(port, '127.0.0.1', reservations);
  expect(choice.port).toBe(port);
});

test.each(['127.0.0.1', '0.0.0.0'])(
  'a port on which something listens at %s is passed over',
  async (host) => {
    const port = await anyPort();
    const server = await listen(port, host);
    try {
      expect(await canBind(port, '127.0.0.1')).toBe(false);
      expect((await choosePort(port, '127.0.0.1', reservations)).port).toBeGreaterThan(port);
    } finally {
      server.close();
    }
  },
);

test('a port that another stack has reserved is passed over until it is released', async () => {
  const port = await anyPort();
  const first = await choosePort(port, '127.0.0.1', reservations);
  const second = await choosePort(port, '127.0.0.1', reservations);
  expect(second.port).toBeGreaterThan(first.port);
  first.reservation.release();
  expect((await choosePort(port, '127.0.0.1', reservations)).port).toBe(port);
});
