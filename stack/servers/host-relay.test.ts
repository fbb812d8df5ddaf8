import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { hiddenPlace, startHostRelay } from './host-relay.ts';
import { temporalProcess } from './temporal.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A server that answers any Host with what it got, behind a relay. */
async function start(names: string[] = []) {
  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    response.writeHead(201, { 'x-path': incoming.url ?? '' }).end(`history of ${incoming.method} ${body}`);
  });
  const place = await hiddenPlace();
  await new Promise<void>((resolve) => server.listen(place.port, place.host, resolve));
  const relay = await startHostRelay(
    0,
    { host: place.host, port: (server.address() as AddressInfo).port },
    names,
  );
  ends.push(
    () => relay.close(),
    () => server.close(),
  );
  return relay.port;
}

function ask(
  port: number,
  host: string,
  body = '',
): Promise<{ status: number; text: string; path: unknown }> {
  return new Promise((resolve, reject) => {
    const method = body ? 'POST' : 'GET';
    const asked = request(
      { host: '127.0.0.1', port, path: '/api/v1/x?y=1', method, headers: { host } },
      (answer) => {
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text, path: answer.headers['x-path'] }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

test('passes requests for loopback and allowed names on, with body and answer', async () => {
  const port = await start(['temporal.internal']);
  for (const host of [`localhost:${port}`, '127.0.0.1', 'temporal.internal']) {
    expect(await ask(port, host)).toEqual({ status: 201, text: 'history of GET ', path: '/api/v1/x?y=1' });
  }
  expect(await ask(port, 'localhost', 'signal')).toMatchObject({ text: 'history of POST signal' });
});

test('shows nothing to a page whose name was made to lead here', async () => {
  const port = await start();
  const answer = await ask(port, `evil.test:${port}`);
  expect(answer.status).toBe(403);
  expect(answer.text).not.toContain('history');
});

test('hides the server behind it where a page cannot find it', async () => {
  const places = await Promise.all([hiddenPlace(), hiddenPlace()]);
  if (process.platform === 'linux') {
    expect(places[0]?.host).not.toBe(places[1]?.host);
    expect(places[0]?.host).toMatch(/^127\.\d+\.\d+\.\d+$/);
  } else expect(places[0]?.port).not.toBe(places[1]?.port);
});

test("closes the HTTP API of Temporal's server, which would answer any Host", () => {
  const { spec } = temporalProcess({
    program: 'temporal',
    folder: '.',
    port: 1,
    ui: { host: '127.1.2.3', port: 2 },
    databaseFile: null,
    namespace: 'default',
    environment: {},
  });
  expect(spec.command).toContain('frontend.httpAllowedHosts=["unused.invalid"]');
  expect(spec.command.join(' ')).toContain('--ui-ip 127.1.2.3 --ui-port 2');
});
